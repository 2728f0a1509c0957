import {
  type Call,
  header,
  type Payload,
  type Reply,
  type Stream,
  TransportError,
} from '@watertight/ports'
import type { OutcomeClass, Permit } from '@watertight/resilience'
import { retryAfterMs } from '@watertight/resilience/retry-after'
import type { DestinationCluster } from './cluster/destination.ts'
import type { RunningEndpoint } from './cluster/running-endpoint.ts'
import type { Lease } from './limits/connection-pool.ts'
import { leaseFor } from './limits/lease-for.ts'
import type { Overflow } from './limits/overflow.ts'
import type { MeshContext } from './mesh-context.ts'
import { watched } from './watched-stream.ts'

export type AttemptResult =
  | { readonly is: 'answer'; readonly reply: Reply<Payload | Stream>; readonly by: RunningEndpoint }
  | { readonly is: 'error'; readonly error: TransportError; readonly by: RunningEndpoint }
  | { readonly is: 'overflow'; readonly limit: Overflow; readonly retryAfterMs: number }
  | { readonly is: 'no endpoint' }

export interface AttemptInput {
  readonly context: MeshContext
  readonly destination: DestinationCluster
  /** Its deadline is this try's own. */
  readonly call: Call
  readonly idleMs: number | undefined
  readonly hash: number
  readonly tried: readonly RunningEndpoint[]
}

/** One try: breaker, endpoint, limits, call; and everything that its end tells. */
export async function attempt(input: AttemptInput): Promise<AttemptResult> {
  const { context, destination, call } = input
  const { running } = destination
  const permit = running.breaker?.tryAcquire()
  if (running.breaker !== undefined && permit === undefined) {
    running.overflowed('circuit breaker')
    const retryAfterMs = running.breaker.retryAfterMs()
    return { is: 'overflow', limit: 'circuit breaker', retryAfterMs }
  }
  const by = destination.pick(input.hash, input.tried)
  if (by === undefined) {
    permit?.ignored()
    return { is: 'no endpoint' }
  }
  by.active++
  const lease = await leaseFor(by.pool, call, context.clock)
  if (typeof lease === 'string' || lease instanceof TransportError) {
    by.active--
    permit?.ignored()
    if (lease instanceof TransportError) return { is: 'error', error: lease, by }
    running.overflowed(lease)
    return { is: 'overflow', limit: lease, retryAfterMs: 0 }
  }
  by.requests++
  return send(input, by, lease, permit)
}

async function send(
  { context, destination, call, idleMs }: AttemptInput,
  by: RunningEndpoint,
  lease: Lease<undefined>,
  permit: Permit | undefined,
): Promise<AttemptResult> {
  const { clock, transport } = context
  const { running } = destination
  const startedAt = clock.now()
  const release = (isBroken: boolean) => {
    by.active--
    lease.release(isBroken)
  }
  const broke = (error: TransportError) => {
    const now = clock.now()
    if (error.code === 'WT_DEADLINE') running.detector?.timedOut(by.health, now)
    else if (isFailure(error)) running.detector?.failed(by.health, now)
    if (error.code === 'WT_DEADLINE' || isFailure(error)) by.ewma.failed(now - startedAt, now)
    permit?.record(judge(error))
  }
  try {
    const sent = { ...call, to: by.address }
    const reply =
      idleMs === undefined ? await transport.call(sent) : await transport.open({ ...sent, idleMs })
    const now = clock.now()
    running.detector?.answered(by.health, reply.status, now)
    if (reply.status >= 500)
      by.ewma.failed(
        now - startedAt,
        now,
        retryAfterMs(header(reply.headers, 'retry-after'), clock.wallTime()),
      )
    else by.ewma.answered(now - startedAt, now)
    permit?.record(isGatewayError(reply.status) ? 'failure' : 'success')
    if (idleMs === undefined) {
      release(false)
      return { is: 'answer', reply, by }
    }
    const body = watched((reply as Reply<Stream>).body, (error) => {
      if (error instanceof TransportError && error.code === 'WT_LOST')
        running.detector?.failed(by.health, clock.now())
      release(error !== undefined)
    })
    return { is: 'answer', reply: { ...reply, body }, by }
  } catch (error) {
    release(true)
    if (!(error instanceof TransportError)) {
      permit?.ignored()
      throw error
    }
    broke(error)
    return { is: 'error', error, by }
  }
}

const isGatewayError = (status: number) => status >= 502 && status <= 504
const isFailure = ({ code }: TransportError) => code === 'WT_UNREACHABLE' || code === 'WT_LOST'

function judge({ code }: TransportError): OutcomeClass {
  if (code === 'WT_ABORTED' || code === 'WT_CALL_INVALID') return 'ignored'
  return code === 'WT_TOO_LARGE' ? 'success' : 'failure'
}
