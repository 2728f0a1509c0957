import type { TransportError } from '@watertight/ports'
import type { Retries } from '../../model/route.ts'

/** A larger body is not kept for a second try, as Envoy's buffer would not hold it. */
export const replayBytes = 65_536

/** How one attempt ended, as far as retries care. */
export type AttemptEnd =
  | { readonly status: number }
  | { readonly error: TransportError; readonly isPerTry: boolean }

/**
 * Whether the conditions ask for another try. Once an answer has begun there is none, nor after what the caller did itself: giving up,
 * running out of its own time, or asking for what cannot be sent.
 */
export function wouldRetry(on: Retries['on'], end: AttemptEnd): boolean {
  if ('status' in end) {
    const { status } = end
    return (
      (on.server5xx && status >= 500) ||
      (on.gatewayError && status >= 502 && status <= 504) ||
      (on.retriable4xx && status === 409) ||
      on.statuses.has(status)
    )
  }
  if (end.error.answerBegan) return false
  // Envoy counts a connection that broke as a 5xx, since it would become one
  const isBroken = on.reset || on.server5xx || on.gatewayError
  switch (end.error.code) {
    case 'WT_UNREACHABLE':
      return isBroken || on.connectFailure || on.resetBeforeRequest
    case 'WT_LOST':
      return isBroken
    case 'WT_DEADLINE':
      return end.isPerTry && isBroken
    default:
      return false
  }
}
