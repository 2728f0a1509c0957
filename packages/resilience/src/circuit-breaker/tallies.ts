import type { OutcomeClass } from '../outcome.ts'
import { failed, slow } from './window.ts'

/** Since the breaker was made. */
export interface Tallies {
  successes: number
  failures: number
  /** Slow, whether they failed or not. */
  slow: number
  ignored: number
  /** Times it opened, forced or not. */
  trips: number
  /** Calls refused; in shadow, calls that would have been. */
  rejected: number
  /** Results that came after the state they belong to was over, and were not counted. */
  late: number
}

export const noTallies = (): Tallies => ({
  successes: 0,
  failures: 0,
  slow: 0,
  ignored: 0,
  trips: 0,
  rejected: 0,
  late: 0,
})

/** Adds the end of a call; answers whether it counts. */
export function tally(tallies: Tallies, outcome: OutcomeClass, wasSlow: boolean): boolean {
  if (outcome === 'ignored') {
    tallies.ignored++
    return false
  }
  if (outcome === 'failure') tallies.failures++
  else tallies.successes++
  if (wasSlow || outcome === 'slow') tallies.slow++
  return true
}

/** What the end of a call adds to a window. */
export const bitsOf = (outcome: OutcomeClass, wasSlow: boolean): number =>
  (outcome === 'failure' ? failed : 0) | (wasSlow || outcome === 'slow' ? slow : 0)
