import { contain, type Report } from './report.ts'
import { isRefusal } from './resilience-error.ts'

/** How one call ended. */
export type Outcome<T = unknown> =
  | { readonly ok: true; readonly value: T; readonly ms: number }
  | { readonly ok: false; readonly error: unknown; readonly ms: number }

/** What it says about the callee. `ignored` says nothing: the permit goes back, nothing is counted. */
export type OutcomeClass = 'success' | 'failure' | 'slow' | 'ignored'

export type Classify = (outcome: Outcome) => OutcomeClass

/** A result is a success and an error is a failure, but for two that say nothing about the callee: the caller gave up, or a policy of this side refused. */
export const classifyOutcome: Classify = (outcome) =>
  outcome.ok ? 'success' : isOwnDoing(outcome.error) ? 'ignored' : 'failure'

function isOwnDoing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, name } = error as { code?: unknown; name?: unknown }
  return code === 'WT_ABORTED' || isRefusal(code) || name === 'AbortError'
}

const classes: readonly unknown[] = [
  'success',
  'failure',
  'slow',
  'ignored',
] satisfies OutcomeClass[]

/** What the classifier says. One that throws or makes no sense is reported, and the outcome judged by what it is. */
export function judged(classify: Classify, outcome: Outcome, report: Report): OutcomeClass {
  try {
    const found = classify(outcome)
    if (classes.includes(found)) return found
    throw new TypeError(`classify returned ${found}, and must return one of ${classes.join(', ')}`)
  } catch (error) {
    contain(error, report)
    return classifyOutcome(outcome)
  }
}
