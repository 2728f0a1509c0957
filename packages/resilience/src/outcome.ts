import { isRefusal } from './resilience-error.ts'

/** How one call ended. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown; readonly ms: number }
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
