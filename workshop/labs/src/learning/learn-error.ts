const advice = {
  WT_PROGRESS_CHANGED:
    'Put a copy of it back, or begin again: watertight learn progress --begin-again. Your labs stay as they are and pass again',
  WT_PROGRESS_FOREIGN:
    'Copy .watertight/learn.sqlite from where it was begun, or begin again: watertight learn progress --begin-again. Your labs stay as they are and pass again',
  WT_LAB_NOT_STARTED: 'Start it: watertight learn start LAB',
  WT_LAB_CHANGED: 'Save it, then check again',
  WT_LABS_MISSING: 'Pass them, then ask again: watertight learn list',
  WT_SOLUTION_CLOSED:
    'Pass the lab, take a hint, or give up: watertight learn solution LAB --give-up. What is passed after that counts for no certificate',
  WT_REPLAY_CODE: 'Copy the whole code from a report of this release',
} as const

export type LearnErrorCode = keyof typeof advice

/** Why something about learning was not done; tested by its code. */
export class LearnError extends Error {
  override readonly name = 'LearnError'
  readonly code: LearnErrorCode
  readonly facts: Readonly<Record<string, unknown>>

  constructor(
    code: LearnErrorCode,
    sentence: string,
    facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${sentence}. ${advice[code]}`)
    this.code = code
    this.facts = facts
  }
}
