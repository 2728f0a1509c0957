import type { TransportErrorCode } from '@watertight/ports'
import type { Retries } from '../../model/route.ts'

/** A larger body is not kept for a second try, as Envoy's buffer would not hold it. */
export const replayBytes = 65_536

/** Whether the conditions ask for another try after an answer of this status. */
export const wouldRetryStatus = (on: Retries['on'], status: number): boolean =>
  (on.server5xx && status >= 500) ||
  (on.gatewayError && status >= 502 && status <= 504) ||
  (on.retriable4xx && status === 409) ||
  on.statuses.has(status)

/**
 * Whether they do after a try without a whole answer. Once an answer has begun there is no other, nor after what the caller did itself:
 * giving up, running out of its own time, or asking for what cannot be sent.
 */
export function wouldRetryError(
  on: Retries['on'],
  code: TransportErrorCode,
  { answerBegan, isPerTry }: { readonly answerBegan: boolean; readonly isPerTry: boolean },
): boolean {
  if (answerBegan) return false
  // Envoy counts a connection that broke as a 5xx, since it would become one
  const isBroken = on.reset || on.server5xx || on.gatewayError
  switch (code) {
    case 'WT_UNREACHABLE':
      return isBroken || on.connectFailure || on.resetBeforeRequest
    case 'WT_LOST':
      return isBroken
    case 'WT_DEADLINE':
      return isPerTry && isBroken
    default:
      return false
  }
}
