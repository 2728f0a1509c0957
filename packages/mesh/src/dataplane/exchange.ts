import {
  Expiring,
  type Headers,
  header,
  type Reply,
  type TransportErrorCode,
} from '@watertight/ports'
import type { OutcomeClass, Permit } from '@watertight/resilience'
import { retryAfterMs } from '@watertight/resilience/retry-after'
import { requestHash } from './balance/request-hash.ts'
import type { RunningEndpoint } from './cluster/running-endpoint.ts'
import { drawFault } from './faults/draw-fault.ts'
import type { Connection, EndpointPool, Waiter } from './limits/connection-pool.ts'
import type { Overflow } from './limits/overflow.ts'
import type { MeshContext } from './mesh-context.ts'
import { backoffMs } from './retry/backoff.ts'
import { wouldRetryError, wouldRetryStatus } from './retry/would-retry.ts'
import type { HostPlan } from './route/host-plan.ts'
import { location } from './route/redirect.ts'
import type { DestinationPlan, RoutePlan } from './route/route-plan.ts'
import type { Address, Target } from './route/target.ts'
import type { Flag } from './telemetry/flags.ts'
import { localAnswer } from './telemetry/local-answer.ts'

const infinite = Number.POSITIVE_INFINITY

/**
 * One request on its way through the rules of one snapshot, whoever carries it: route, fault, destination, and tries until there is an
 * answer to give, no reason to try again, or no leave to. A carrier sends tries over its connections and says how each
 * ended. It is its own place in the wheel of deadlines and in the line for a connection: a call that goes well allocates little else.
 */
export abstract class Exchange<C> extends Expiring implements Waiter<C> {
  protected readonly context: MeshContext
  protected readonly address: Address
  protected abstract readonly target: Target
  protected plan!: RoutePlan
  protected destination!: DestinationPlan
  /** Of this try, from 1. */
  protected number = 0
  /** For all tries together. */
  protected deadline: number
  protected flags: Flag[] | undefined
  /** When the head of the last answer came. */
  protected answeredAt = 0
  #by: RunningEndpoint | undefined
  #pool: EndpointPool<C> | undefined
  #connection: Connection<C> | undefined
  #permit: Permit | undefined
  #tried: RunningEndpoint[] | undefined
  #pause: { cancel(): void } | undefined
  #isInLine = false
  #hasRetrySlot = false
  #hash = 0
  #perTryAt = infinite
  #backoffMs = 0
  /** Below 0 before it is. */
  #sentAt = -1
  readonly #startedAt: number

  /** `deadline` is the caller's own. */
  constructor(context: MeshContext, address: Address, deadline: number) {
    super()
    this.context = context
    this.address = address
    this.deadline = deadline
    this.#startedAt = context.clock.now()
  }

  /** Whether the body can be sent again. */
  protected abstract readonly canRetry: boolean
  protected abstract poolOf(endpoint: RunningEndpoint): EndpointPool<C>
  /** Makes ready what all tries send. */
  protected abstract prepare(): void
  /** Sends this try, which has until `due`. What comes of it is told by `answered` or `broke`, and at the end by `release`. */
  protected abstract send(endpoint: RunningEndpoint, link: C, now: number, due: number): void
  /** The mesh answers itself; nothing is on its way. */
  protected abstract answerHere(reply: Reply): void
  /** There is no answer; nothing is on its way. */
  protected abstract fail(code: TransportErrorCode, cause?: unknown, answerBegan?: boolean): void
  /** It does not go on alone any more: somebody may have to be watched. */
  protected abstract waits(isWaiting: boolean): void

  protected begin(rules: Pick<HostPlan, 'find'>): void {
    const { target } = this
    const plan = rules.find(target)
    if (plan === undefined) {
      this.refuse(404, 'NR', `No route takes ${target.method} ${target.path}.`)
      return
    }
    this.plan = plan
    if (!plan.hasFault) {
      // the clock is asked once for what happens at one moment: it would be a tenth of a call's cost
      this.#act(this.#startedAt)
      return
    }
    const { delayMs, abort } = drawFault(plan.route.fault, this.context.random)
    const { name, from } = plan.route
    const strike = () =>
      abort === undefined
        ? this.#act(this.context.clock.now())
        : this.refuse(abort, 'FI', `The fault of route ${name} (${from}).`)
    if (delayMs === 0) strike()
    else {
      this.#flag('DI')
      this.#wait(delayMs, strike)
    }
  }

  /** The head of an answer is here. Answers whether to pass it on; if not, the carrier drops it, releases, and tries `again`. */
  protected answered(status: number, headers: Headers): boolean {
    const by = this.#by as RunningEndpoint
    const { clock } = this.context
    const { cluster } = this.destination
    const now = clock.now()
    this.answeredAt = now
    cluster.running.detector?.answered(by.health, status, now)
    if (cluster.isTimed) {
      const ms = now - this.#sentAt
      if (status < 500) by.ewma.answered(ms, now)
      else by.ewma.failed(ms, now, retryAfterMs(header(headers, 'retry-after'), clock.wallTime()))
    }
    // an error may come at once: that is not how long an answer takes
    if (status < 500) this.plan.adaptiveTimeout?.took(now - this.#sentAt)
    if (this.#permit !== undefined) {
      this.#permit.record(isGatewayError(status) ? 'failure' : 'success')
      this.#permit = undefined
    }
    if (this.#hasRetrySlot) this.#freeRetrySlot()
    return !(wouldRetryStatus(this.plan.route.retries.on, status) && this.#isAllowedAnotherTry(now))
  }

  /** This try ends without an answer, or in the middle of one. The connection was released. Answers whether the caller is to be told: if not, try `again`. */
  protected broke(code: TransportErrorCode, answerBegan: boolean, flag?: Flag): boolean {
    const by = this.#by as RunningEndpoint
    const now = this.context.clock.now()
    const { cluster } = this.destination
    const { detector } = cluster.running
    const isTimeout = code === 'WT_DEADLINE'
    const isPerTry = this.#perTryAt < this.deadline
    if (this.#sentAt >= 0) {
      if (isTimeout && isPerTry) this.plan.adaptiveTimeout?.took(now - this.#sentAt)
      if (isTimeout) detector?.timedOut(by.health, now)
      else if (isFailure(code)) detector?.failed(by.health, now)
      if (cluster.isTimed && (isTimeout || isFailure(code))) by.ewma.failed(now - this.#sentAt, now)
      this.#permit?.record(judge(code))
    } else this.#permit?.ignored()
    this.#permit = undefined
    if (this.#hasRetrySlot) this.#freeRetrySlot()
    const { on } = this.plan.route.retries
    if (wouldRetryError(on, code, { answerBegan, isPerTry }) && this.#isAllowedAnotherTry(now))
      return false
    this.#flag(flag ?? errorFlags[code] ?? 'UC')
    return true
  }

  /** The body of an answer that was passed on broke off. */
  protected brokeOff(): void {
    const { detector } = this.destination.cluster.running
    detector?.failed((this.#by as RunningEndpoint).health, this.context.clock.now())
  }

  /** This try's connection is free again, or broken. */
  protected release(isBroken: boolean): void {
    const connection = this.#connection
    if (connection === undefined) return
    this.#connection = undefined
    ;(this.#by as RunningEndpoint).active--
    this.#pool?.release(connection, isBroken)
  }

  /** Waits a little, then tries again. */
  protected again(): void {
    this.#wait(this.#backoffMs, () => this.#try(this.context.clock.now()))
  }

  /** What is neither answered nor sent is given up: a place in line, a pause, a place for a retry. */
  protected leave(code: 'WT_DEADLINE' | 'WT_ABORTED', cause?: unknown): void {
    if (this.#pause !== undefined) {
      this.#pause.cancel()
      this.#pause = undefined
      this.waits(false)
      if (this.#hasRetrySlot) this.#freeRetrySlot()
      this.#flag(code === 'WT_ABORTED' ? 'DC' : 'UT')
      this.fail(code, cause)
    } else if (this.#isInLine) {
      this.#pool?.leave(this)
      this.#leftLine()
      ;(this.#by as RunningEndpoint).active--
      if (this.broke(code, false)) this.fail(code, cause)
      else this.again()
    }
  }

  /** What was thrown is nobody's fault that anything is learnt from. */
  protected abandon(): void {
    this.release(true)
    this.#giveBack()
  }

  granted(granted: Connection<C> | 'requests'): void {
    this.#leftLine()
    if (granted === 'requests') this.#overflows(granted)
    else this.#sends(granted, this.context.clock.now())
  }

  /** Counts the request, at its very end; 0 where there was no answer. */
  protected record(
    status: number,
    isAnswerOfEndpoint: boolean,
    at = this.context.clock.now(),
  ): void {
    const { metrics } = this.context
    const ms = at - this.#startedAt
    const by = isAnswerOfEndpoint ? this.#by : undefined
    if (by === undefined)
      metrics
        .of(this.destination?.cluster.cluster.host ?? this.address.host)
        .record(status, this.flags, ms)
    else by.metrics(metrics, this.destination.cluster.cluster.host).record(status, this.flags, ms)
  }

  #act(now: number): void {
    const { action, from } = this.plan.route
    switch (action.is) {
      case 'forward':
        this.#forward(now)
        break
      case 'answer':
        this.answerHere({ status: action.status, headers: {}, body: action.body })
        break
      case 'redirect': {
        const headers = { location: location(action, this.target) }
        this.answerHere({ status: action.status, headers, body: '' })
        break
      }
      case 'nowhere':
        this.refuse(503, 'NR', `${action.why} (${from}).`)
    }
  }

  #forward(now: number): void {
    const { context, plan, target } = this
    this.destination = plan.destination(context.random)
    const said = target.header(timeoutHeader)
    const timeoutMs = said !== undefined && /^\d{1,9}$/.test(said) ? Number(said) : undefined
    // 0 is no timeout, as in Envoy
    const limitMs = (timeoutMs ?? plan.route.timeoutMs) || infinite
    if (limitMs < infinite) this.deadline = Math.min(this.deadline, now + limitMs)
    const { cluster } = this.destination
    if (cluster.isHashed) this.#hash = requestHash(cluster.cluster.balancer, target, context.random)
    this.prepare()
    this.#try(now)
  }

  /** One try: breaker, endpoint, limits. */
  #try(now: number): void {
    const { cluster } = this.destination
    const { running } = cluster
    const { perTryTimeoutMs } = this.plan.route.retries
    this.number++
    this.#sentAt = -1
    if (running.breaker !== undefined) {
      this.#permit = running.breaker.tryAcquire()
      if (this.#permit === undefined) {
        this.#overflow('circuit breaker', running.breaker.retryAfterMs())
        return
      }
    }
    const by = cluster.pick(this.#hash, this.#tried)
    if (by === undefined) {
      this.#giveBack()
      this.refuse(503, 'UH', `${cluster.cluster.key} has no healthy endpoint.`)
      return
    }
    const adaptiveMs = this.plan.adaptiveTimeout?.limitMs(now) ?? infinite
    this.#perTryAt = now + Math.min(perTryTimeoutMs ?? infinite, adaptiveMs)
    by.active++
    this.#by = by
    this.#pool = this.poolOf(by)
    const taken = this.#pool.take(this)
    if (taken === undefined) {
      this.#isInLine = true
      this.due = Math.min(this.deadline, this.#perTryAt)
      if (this.due < infinite) this.context.deadlines.add(this)
      this.waits(true)
    } else if (typeof taken === 'string') this.#overflows(taken)
    else this.#sends(taken, now)
  }

  #sends(connection: Connection<C>, now: number): void {
    const by = this.#by as RunningEndpoint
    this.#connection = connection
    by.requests++
    this.#sentAt = now
    this.send(by, connection.link, now, Math.min(this.deadline, this.#perTryAt))
  }

  #leftLine(): void {
    this.#isInLine = false
    this.context.deadlines.remove(this)
    this.waits(false)
  }

  #overflows(limit: Overflow): void {
    ;(this.#by as RunningEndpoint).active--
    this.#giveBack()
    this.#overflow(limit, 0)
  }

  #overflow(limit: Overflow, retryAfterMs: number): void {
    const { cluster } = this.destination
    if (this.#hasRetrySlot) this.#freeRetrySlot()
    cluster.running.overflowed(limit)
    const retryAfter = Math.ceil(retryAfterMs / 1000)
    this.refuse(503, 'UO', `${cluster.cluster.key}: ${limit} is at its limit.`, {
      'x-envoy-overloaded': 'true',
      ...(retryAfter > 0 && { 'retry-after': String(retryAfter) }),
    })
  }

  /** Nothing was sent, so the breaker learns nothing. */
  #giveBack(): void {
    this.#permit?.ignored()
    this.#permit = undefined
    if (this.#hasRetrySlot) this.#freeRetrySlot()
  }

  #isAllowedAnotherTry(now: number): boolean {
    const { attempts, backoffMs: baseMs } = this.plan.route.retries
    if (attempts === 0 || !this.canRetry) return false
    if (this.number > attempts) {
      this.#flag('URX')
      return false
    }
    this.#backoffMs = backoffMs(this.number, baseMs, this.context.random)
    // the answer in hand is worth more than a try that cannot end in time
    if (now + this.#backoffMs >= this.deadline) return false
    const { running } = this.destination.cluster
    const overflow = running.retries.take(running.pool.requests + running.pool.pending)
    if (overflow !== undefined) {
      running.overflowed(overflow)
      this.#flag('UO')
      return false
    }
    this.#hasRetrySlot = true
    this.#tried ??= []
    this.#tried.push(this.#by as RunningEndpoint)
    return true
  }

  #freeRetrySlot(): void {
    this.#hasRetrySlot = false
    this.destination.cluster.running.retries.free()
  }

  #wait(ms: number, then: () => void): void {
    const { clock } = this.context
    const leftMs = this.deadline - clock.now()
    this.#pause = clock.after(Math.max(0, Math.min(ms, leftMs)), () => {
      if (leftMs <= ms) {
        this.leave('WT_DEADLINE')
        return
      }
      this.#pause = undefined
      this.waits(false)
      then()
    })
    this.waits(true)
  }

  protected refuse(status: number, flag: Flag, detail: string, headers: Headers = {}): void {
    this.#flag(flag)
    this.answerHere(localAnswer(status, flag, detail, headers))
  }

  #flag(flag: Flag): void {
    this.flags ??= []
    this.flags.push(flag)
  }
}

export const timeoutHeader = 'x-envoy-upstream-rq-timeout-ms'
export const attemptHeader = 'x-envoy-attempt-count'

const errorFlags: Partial<Record<TransportErrorCode, Flag>> = {
  WT_UNREACHABLE: 'UF',
  WT_DEADLINE: 'UT',
  WT_IDLE: 'UT',
  WT_ABORTED: 'DC',
  WT_CALL_INVALID: 'DPE',
}

const isGatewayError = (status: number) => status >= 502 && status <= 504
const isFailure = (code: TransportErrorCode) => code === 'WT_UNREACHABLE' || code === 'WT_LOST'

function judge(code: TransportErrorCode): OutcomeClass {
  if (code === 'WT_ABORTED' || code === 'WT_CALL_INVALID') return 'ignored'
  return code === 'WT_TOO_LARGE' ? 'success' : 'failure'
}
