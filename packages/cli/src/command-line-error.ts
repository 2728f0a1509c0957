const advice = {
  WT_USAGE: '',
  WT_NOT_RUNNING: 'Start it with `npm start` in another terminal, then try again',
  WT_ALREADY_RUNNING: 'Open that address, or stop it first; `--data DIR` starts another beside it',
  WT_EARLIER_RUN: 'End those processes, then start again',
  WT_NOT_OUR_FOLDER: 'Name another folder with `--data DIR`, or empty this one yourself',
  WT_FOLDER_EXISTS: 'Choose another name, or remove it yourself',
  WT_NO_WORKSPACES:
    'Write "workspaces": ["contexts/*"] into the package.json of the root, or name one of them with `--in`',
  WT_MANIFEST: 'Correct the manifest, or the "watertight" field that names it',
  WT_SERVICE_START: 'Correct what it says above, then start again',
} as const

export type CommandLineErrorCode = keyof typeof advice

/** Why a command was not done; tested by its code. `WT_USAGE`, a command line that cannot be right, ends the process with 2, the others with 1. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError'
  readonly code: CommandLineErrorCode
  readonly facts: Readonly<Record<string, unknown>>

  constructor(
    code: CommandLineErrorCode,
    sentence: string,
    facts: Readonly<Record<string, unknown>> = {},
  ) {
    super([`${code}: ${sentence}`, advice[code]].filter(Boolean).join('. '))
    this.code = code
    this.facts = facts
  }
}
