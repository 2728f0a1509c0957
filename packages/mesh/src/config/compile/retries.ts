import type { Retries } from '../../model/route.ts'
import type { HttpRoute } from '../schema/kinds.ts'
import type { RetryWord } from '../schema/retry-on.ts'

/** Istio's, where nothing is said; 503 is among them no more. */
const usual = {
  attempts: 2,
  words: ['connect-failure', 'refused-stream'] as readonly RetryWord[],
  backoffMs: 25,
}

export function retriesOf(said: HttpRoute['retries']): Retries {
  const { attempts = 0, retryOn, perTryTimeout, backoff } = said ?? { attempts: usual.attempts }
  const { words, statuses } = retryOn ?? { words: usual.words, statuses: [] }
  const has = (word: RetryWord) => attempts > 0 && words.includes(word)
  return {
    attempts,
    perTryTimeoutMs: perTryTimeout,
    on: {
      connectFailure: has('connect-failure'),
      refusedStream: has('refused-stream'),
      reset: has('reset'),
      resetBeforeRequest: has('reset-before-request'),
      gatewayError: has('gateway-error'),
      server5xx: has('5xx'),
      retriable4xx: has('retriable-4xx'),
      statuses: new Set(attempts > 0 ? statuses : []),
    },
    backoffMs: backoff ?? usual.backoffMs,
  }
}
