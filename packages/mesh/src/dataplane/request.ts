import {
  byteLength,
  type Call,
  type Payload,
  type Reply,
  type Stream,
  TransportError,
} from '@watertight/ports'
import { nextTrace } from '../gateway/trace-context.ts'
import type { Destination, Match, Retries, Route } from '../model/route.ts'
import { type AttemptResult, attempt } from './attempt.ts'
import { byWeight } from './balance/by-weight.ts'
import { requestHash } from './balance/request-hash.ts'
import type { DestinationCluster } from './cluster/destination.ts'
import type { RunningEndpoint } from './cluster/running-endpoint.ts'
import { drawFault } from './faults/draw-fault.ts'
import type { Forward, MeshContext } from './mesh-context.ts'
import { backoffMs } from './retry/backoff.ts'
import { replayBytes, wouldRetry } from './retry/would-retry.ts'
import { changedHeaders } from './route/header-changes.ts'
import { matchRoute } from './route/match-route.ts'
import { location } from './route/redirect.ts'
import { rewritePath } from './route/rewrite.ts'
import { hostOf, type Target, targetOf } from './route/target.ts'
import type { Flag } from './telemetry/flags.ts'
import { localAnswer } from './telemetry/local-answer.ts'
import { watched } from './watched-stream.ts'

const timeoutHeader = 'x-envoy-upstream-rq-timeout-ms'
const attemptHeader = 'x-envoy-attempt-count'

/** One request on its way through the rules of one snapshot. */
export class MeshRequest {
  readonly #context: MeshContext
  readonly #call: Call
  readonly #idleMs: number | undefined
  readonly #flags: Flag[] = []
  readonly #startedAt: number
  #service: string
  #version = 'unknown'

  constructor(context: MeshContext, call: Call, idleMs: number | undefined) {
    this.#context = context
    this.#call = call
    this.#idleMs = idleMs
    this.#startedAt = context.clock.now()
    this.#service = hostOf(call.to)
  }

  async run(routes: readonly Route[]): Promise<Reply<Payload | Stream>> {
    try {
      const reply = await this.#routed(routes)
      if (typeof reply.body === 'string' || reply.body instanceof Uint8Array) {
        this.#record(reply.status)
        return reply
      }
      return { ...reply, body: watched(reply.body, () => this.#record(reply.status)) }
    } catch (error) {
      this.#record(0)
      throw error
    }
  }

  async #routed(routes: readonly Route[]): Promise<Reply<Payload | Stream>> {
    const target = targetOf(this.#call)
    const found = matchRoute(routes, target, this.#context.labels)
    if (found === undefined)
      return this.#local(404, 'NR', `No route takes ${target.method} ${target.path}.`)
    const { route, match } = found
    const { delayMs, abort } = drawFault(route.fault, this.#random)
    if (delayMs > 0) {
      this.#flags.push('DI')
      await this.#pause(delayMs)
    }
    if (abort !== undefined)
      return this.#local(abort, 'FI', `The fault of route ${route.name} (${route.from}).`)
    const { action } = route
    switch (action.is) {
      case 'forward':
        return this.#forward({ ...route, action }, match, target)
      case 'answer':
        return { status: action.status, headers: {}, body: action.body }
      case 'redirect':
        return { status: action.status, headers: { location: location(action, target) }, body: '' }
      case 'nowhere':
        return this.#local(503, 'NR', `${action.why} (${route.from}).`)
    }
  }

  async #forward(
    route: Forward,
    match: Match | undefined,
    target: Target,
  ): Promise<Reply<Payload | Stream>> {
    const chosen = byWeight(route.action.destinations, (one) => one.weight, this.#random)
    const destination = this.#context.clusters.get(chosen.cluster.key) as DestinationCluster
    this.#service = chosen.cluster.host
    const said = target.headers[timeoutHeader]
    const timeoutMs = typeof said === 'string' && /^\d{1,9}$/.test(said) ? Number(said) : undefined
    const call = this.#outgoing(route, chosen, match, target)
    // 0 is no timeout, as in Envoy
    const limitMs = (timeoutMs ?? route.timeoutMs) || Number.POSITIVE_INFINITY
    const deadline = Math.min(call.deadline, this.#context.clock.now() + limitMs)
    const hash = requestHash(chosen.cluster.balancer, target, this.#random)
    const reply = await this.#tries(route.retries, destination, { ...call, deadline }, hash)
    const { headers } = reply
    return {
      ...reply,
      headers: changedHeaders(headers, chosen.headers.response, route.headers.response),
    }
  }

  #outgoing(route: Forward, chosen: Destination, match: Match | undefined, target: Target): Call {
    const host = route.rewrite?.authority ?? target.authority
    const { [timeoutHeader]: _, ...headers } = target.headers
    const trace = this.#call.trace ?? headers.traceparent
    return {
      ...this.#call,
      path: rewritePath(route.rewrite, match, target.path) + target.search,
      headers: changedHeaders({ ...headers, host }, chosen.headers.request, route.headers.request),
      trace: typeof trace === 'string' ? trace : nextTrace('', this.#context.random).trace,
    }
  }

  /** Tries until there is an answer to give, no reason to try again, or no leave to. */
  async #tries(
    retries: Retries,
    destination: DestinationCluster,
    call: Call,
    hash: number,
  ): Promise<Reply<Payload | Stream>> {
    const { clock } = this.#context
    const { pool, retries: slots } = destination.running
    const tried: RunningEndpoint[] = []
    const attempts = byteLength(call.body ?? '') > replayBytes ? 0 : retries.attempts
    for (let number = 1; ; number++) {
      const perTryAt = clock.now() + (retries.perTryTimeoutMs ?? Number.POSITIVE_INFINITY)
      const result = await attempt({
        context: this.#context,
        destination,
        call: {
          ...call,
          headers: { ...call.headers, [attemptHeader]: String(number) },
          deadline: Math.min(call.deadline, perTryAt),
        },
        idleMs: this.#idleMs,
        hash,
        tried,
      }).finally(() => number > 1 && slots.free())
      if (!isRetriable(retries, result, perTryAt < call.deadline) || attempts === 0)
        return this.#settle(result, destination)
      if (number > attempts) return this.#settle(result, destination, 'URX')
      const waitMs = backoffMs(number, retries.backoffMs, this.#random)
      // the answer in hand is worth more than a try that cannot end in time
      if (clock.now() + waitMs >= call.deadline) return this.#settle(result, destination)
      const overflow = slots.take(pool.requests + pool.pending)
      if (overflow !== undefined) {
        destination.running.overflowed(overflow)
        return this.#settle(result, destination, 'UO')
      }
      tried.push(result.by)
      await drop(result)
      try {
        await this.#pause(waitMs)
      } catch (error) {
        slots.free()
        throw error
      }
    }
  }

  #settle(
    result: AttemptResult,
    { cluster }: DestinationCluster,
    flag?: Flag,
  ): Reply<Payload | Stream> {
    if (flag !== undefined) this.#flags.push(flag)
    switch (result.is) {
      case 'answer':
        this.#version = result.by.endpoint.labels.version ?? 'unknown'
        return result.reply
      case 'no endpoint':
        return this.#local(503, 'UH', `${cluster.key} has no healthy endpoint.`)
      case 'overflow': {
        const retryAfter = Math.ceil(result.retryAfterMs / 1000)
        return this.#local(503, 'UO', `${cluster.key}: ${result.limit} is at its limit.`, {
          'x-envoy-overloaded': 'true',
          ...(retryAfter > 0 && { 'retry-after': String(retryAfter) }),
        })
      }
      case 'error':
        this.#flags.push(errorFlags[result.error.code] ?? 'UC')
        // the caller asked for a name, and knows no addresses
        throw new TransportError(
          result.error.code,
          this.#call.to,
          result.error,
          result.error.answerBegan,
        )
    }
  }

  #local(status: number, flag: Flag, detail: string, headers = {}): Reply {
    this.#flags.push(flag)
    return localAnswer(status, flag, detail, headers)
  }

  /** Waits; throws when the caller leaves, or its time is up, meanwhile. */
  async #pause(ms: number): Promise<void> {
    const { clock } = this.#context
    const { deadline, signal, to } = this.#call
    const left = deadline - clock.now()
    try {
      await clock.sleep(Math.max(0, Math.min(ms, left)), signal ?? forever)
    } catch (error) {
      this.#flags.push('DC')
      throw new TransportError('WT_ABORTED', to, error)
    }
    if (left > ms) return
    this.#flags.push('UT')
    throw new TransportError('WT_DEADLINE', to)
  }

  #record(status: number): void {
    const { clock, metrics } = this.#context
    const ms = clock.now() - this.#startedAt
    metrics.record(this.#service, this.#version, status, this.#flags, ms)
  }

  readonly #random = () => this.#context.random.next()
}

const forever = new AbortController().signal

const errorFlags: Partial<Record<TransportError['code'], Flag>> = {
  WT_UNREACHABLE: 'UF',
  WT_DEADLINE: 'UT',
  WT_IDLE: 'UT',
  WT_ABORTED: 'DC',
}

type Tried = Extract<AttemptResult, { is: 'answer' | 'error' }>

function isRetriable({ on }: Retries, result: AttemptResult, isPerTry: boolean): result is Tried {
  if (result.is === 'answer') return wouldRetry(on, { status: result.reply.status })
  return result.is === 'error' && wouldRetry(on, { error: result.error, isPerTry })
}

/** Lets go of a stream that is not passed on. */
async function drop(result: Tried): Promise<void> {
  if (result.is !== 'answer') return
  const { body } = result.reply
  if (typeof body !== 'string' && !(body instanceof Uint8Array))
    await body[Symbol.asyncIterator]().return?.()
}
