const advice = {
  WT_DRILL_UNANSWERED: 'Look at the log of npm start, then run the drill again',
  WT_DRILL_REFUSED: 'The shop that runs is another one than this command knows',
} as const

/** A drill could not be run to its end. What it broke is healed. */
export class DrillError extends Error {
  override readonly name = 'DrillError'
  readonly code: keyof typeof advice

  constructor(code: keyof typeof advice, service: string, path: string, last: string) {
    super(`${code}: ${service} ${path} was answered with ${last}. ${advice[code]}`)
    this.code = code
  }
}
