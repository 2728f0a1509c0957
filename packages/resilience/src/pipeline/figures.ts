import type { OutcomeClass } from '../outcome.ts'

/** Since the pipeline was built. */
export interface Figures {
  /** Calls of `run` and `tryRun`. */
  runs: number
  /** Calls of the work. */
  attempts: number
  success: number
  failure: number
  slow: number
  ignored: number
  /** Attempts that a policy refused: nothing was sent. */
  refused: number
  retries: number
  /** Retries that the budget did not pay for. */
  unpaid: number
}

/** What a listener hears of: an attempt has ended. */
export interface AttemptEnd {
  readonly pipeline: string
  readonly attempt: number
  /** `refused`: the work was not called. */
  readonly outcome: OutcomeClass | 'refused'
  /** How long the work took; 0 where nothing measured it. */
  readonly ms: number
  readonly error?: unknown
  /** There will be another attempt in so long. */
  readonly retryInMs?: number
}

export type AttemptListener = (end: AttemptEnd) => void

export const noFigures = (): Figures => ({
  runs: 0,
  attempts: 0,
  success: 0,
  failure: 0,
  slow: 0,
  ignored: 0,
  refused: 0,
  retries: 0,
  unpaid: 0,
})
