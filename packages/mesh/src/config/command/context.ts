// the command line knows the rooms, not the other way round: what a command needs of it is written down here

export interface Context {
  readonly args: readonly string[]
  readonly json: boolean
  readonly out: { line(text: string): void }
}

/** The command line itself cannot be right: the process ends with 2. */
export const usageError = (sentence: string): Error =>
  Object.assign(new Error(`WT_USAGE: ${sentence}`), { code: 'WT_USAGE' })
