import {
  type Call,
  type Clock,
  type Payload,
  type Random,
  type Reply,
  type Stream,
  type Transport,
  TransportError,
} from '@watertight/ports'
import { type CircuitBreaker, exponential, type OutcomeClass } from '@watertight/resilience'
import type { FailureCode } from './failure-answer.ts'

// 25 ms and ten times that at most, all of it left to chance: what Istio's sidecars do
const backoff = exponential({ firstMs: 25, maxMs: 250, jitter: 1 })

export interface Upstream {
  readonly clock: Clock
  readonly random: Random
  readonly transport: Transport
  readonly breaker: CircuitBreaker
  readonly call: Call & { readonly signal: AbortSignal }
  readonly retries: number
  /** For a stream; undefined takes the answer whole. */
  readonly idleMs: number | undefined
  /** The caller set the deadline, so running into it says nothing about the service. */
  readonly isCallersDeadline: boolean
  readonly onRetry: () => void
}

/** Calls through the breaker, and again only while nothing was sent. Returns the code of the failure when there is no answer. */
export async function callUpstream(
  upstream: Upstream,
): Promise<Reply<Payload | Stream> | { readonly failed: FailureCode }> {
  const { breaker, call, clock, idleMs, transport } = upstream
  let waitMs = 0
  for (let retry = 1; ; retry++) {
    const permit = breaker.tryAcquire()
    if (permit === undefined) return { failed: retry === 1 ? 'WT_BREAKER_OPEN' : 'WT_UNREACHABLE' }
    try {
      const answer =
        idleMs === undefined
          ? await transport.call(call)
          : await transport.open({ ...call, idleMs })
      permit.record(isGatewayError(answer.status) ? 'failure' : 'success')
      return answer
    } catch (error) {
      if (!(error instanceof TransportError)) {
        permit.ignored()
        throw error
      }
      permit.record(judge(error, upstream.isCallersDeadline))
      if (error.code !== 'WT_UNREACHABLE' || retry > upstream.retries) return { failed: error.code }
    }
    waitMs = backoff(retry, waitMs, () => upstream.random.next())
    if (clock.now() + waitMs >= call.deadline) return { failed: 'WT_UNREACHABLE' }
    try {
      await clock.sleep(waitMs, call.signal)
    } catch {
      return { failed: 'WT_ABORTED' }
    }
    upstream.onRetry()
  }
}

/** The statuses that proxies and services in trouble give. A 500 may be the fault of one request. */
const isGatewayError = (status: number) => status >= 502 && status <= 504

function judge({ code }: TransportError, isCallersDeadline: boolean): OutcomeClass {
  if (code === 'WT_ABORTED' || code === 'WT_CALL_INVALID') return 'ignored'
  if (code === 'WT_DEADLINE' && isCallersDeadline) return 'ignored'
  return code === 'WT_TOO_LARGE' ? 'success' : 'failure'
}
