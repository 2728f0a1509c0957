import type { OutcomeClass } from '../outcome.ts'
import { contain } from '../report.ts'
import type { Retry } from '../retry/retry.ts'
import type { Surroundings } from './frame.ts'

/** What a retry is decided by, once an attempt has ended. */
export interface Ended {
  readonly error: unknown
  readonly outcome: OutcomeClass | 'refused'
  readonly attempt: number
  /** Of the whole run. */
  readonly deadline: number
  /** Before this attempt; 0 before the first. */
  readonly waitMs: number
}

/** How long to wait for another attempt, which is then paid for; or undefined: there is none. */
export function nextWait(
  { clock, random, report, figures }: Surroundings,
  { maxRetries, backoff, retryIf, retryAfter, budget }: Retry,
  { error, outcome, attempt, deadline, waitMs }: Ended,
): number | undefined {
  if (attempt > maxRetries) return undefined
  try {
    if (!(retryIf?.(error) ?? outcome === 'failure')) return undefined
    const wait = retryAfter?.(error) ?? backoff(attempt, waitMs, random)
    // a wait that is no number would be no wait at all
    if (!(wait >= 0))
      throw new RangeError(`a wait before a retry is ${wait}, and must be 0 or more`)
    if (clock.now() + wait >= deadline) return undefined
    if (budget?.tryWithdraw() ?? true) return wait
    figures.unpaid++
  } catch (mistake) {
    contain(mistake, report)
  }
  return undefined
}
