/** A file of faults with what is expected, as `GET /scenarios` tells it. */
export interface ScenarioView {
  /** The case study that it is for. */
  readonly part: string
  readonly name: string
  readonly description: string
  readonly lastsMs: number
  /** The file itself. */
  readonly yaml: string
}

/** Faults that are applied now, or were last, under `run`. */
export interface RunView {
  readonly name: string
  readonly part: string
  readonly description: string
  /** `measuring` what is normal, `striking`, `healing` until all is well; then what came of it. */
  readonly phase: 'measuring' | 'striking' | 'healing' | 'over' | 'stopped' | 'failed'
  readonly startedAt: number
  /** When the faults begin and end, in ms since 1970. */
  readonly strikesAt: number
  readonly endsAt: number
  readonly isVerified: boolean
  readonly expected: readonly string[]
  readonly findings?: readonly { readonly isMet: boolean; readonly sentence: string }[]
  readonly isMet?: boolean
  /** Why it could not go on. */
  readonly why?: string
}
