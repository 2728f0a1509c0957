import { type Clock, type Given, recentOf } from '../clock.ts'
import { type Classify, classifyOutcome, judged, type OutcomeClass } from '../outcome.ts'
import type { Admission, Permit as AnyPermit, CallContext } from '../policy.ts'
import { Rejection } from '../rejection.ts'
import { printed, type Report, tell } from '../report.ts'
import { ResilienceError } from '../resilience-error.ts'
import { systemClock, systemRandom } from '../system-clock.ts'
import { InFlight } from './in-flight.ts'
import { automatic, type Mode } from './mode.ts'
import {
  type BreakerOptions,
  type CheckedOptions,
  checkBreakerOptions,
  windowOf,
} from './options.ts'
import { IssuedPermit, type Issuer, type Permit, SharedPermit } from './permit.ts'
import { type BreakerSnapshot, breakerSnapshot } from './snapshot.ts'
import {
  admit,
  advance,
  closed,
  open,
  type State,
  setBack,
  settleProbe,
  type Trip,
  verdict,
} from './state.ts'
import { bitsOf, noTallies, tally } from './tallies.ts'
import type { Counts, Window } from './window.ts'

export interface BreakerChange {
  readonly from: State['state']
  /** Half-open to half-open is the next step of the ramp. */
  readonly to: State['state']
  readonly snapshot: BreakerSnapshot
}

export interface CircuitBreaker extends Admission {
  readonly kind: 'circuit breaker'
  /** How `run` judges an outcome; undefined is `classifyOutcome`. */
  readonly classify: Classify | undefined
  /** Makes the call if it is admitted and records how it ended; otherwise rejects with WT_BREAKER_OPEN. */
  run<T>(work: () => PromiseLike<T> | T): Promise<T>
  /** A permit for one call, or undefined: refused. Costs no error. */
  tryAcquire(): Permit | undefined
  /** A permit for one call; throws WT_BREAKER_OPEN, with `retryAfterMs`, when refused. */
  acquire(): Permit
  /** When it is worth asking again; 0 when a call would be admitted. While probes are out nobody knows, so it is at most `openMs`. */
  retryAfterMs(): number
  snapshot(): BreakerSnapshot
  /** Hears of every change of state and every step of the ramp. A wait that ends is heard of when the next call looks. Returns the way to stop listening. */
  onChange(listener: (change: BreakerChange) => void): () => void
}

/**
 * Stops calling what does not answer, and finds out gently when it does again.
 *
 * ```ts
 * const cards = circuitBreaker({ name: 'card-network', window: { calls: 50 }, openMs: 2_000 })
 * const charge = await cards.run(() => fetch('https://cards.example/charges/7'))
 * ```
 */
export const circuitBreaker = (options: BreakerOptions, given: Given = {}): CircuitBreaker =>
  new RunningBreaker(options, given)

/** What is neither private nor in the interface is for `snapshot`, `setMode`, `save`, `restore` and `reconfigure`: they stand in modules of their own, which most bundles do without. */
export class RunningBreaker implements CircuitBreaker, Issuer {
  readonly name: string
  classify: Classify | undefined
  options: CheckedOptions
  readonly clock: Clock
  readonly #random: () => number
  readonly #report: Report
  window: Window
  #listeners: Set<(change: BreakerChange) => void> | undefined
  readonly tallies = noTallies()
  state: State
  mode: Mode = automatic
  trip: Trip | undefined
  // drawn before it is needed, so that the transitions stay functions of their arguments
  chance: number
  /** While nothing about a call but its end matters, one permit serves all. */
  #shared: AnyPermit | undefined
  /** While running calls are watched for slowness. */
  #inFlight: InFlight | undefined

  constructor(options: BreakerOptions, given: Given) {
    this.options = checkBreakerOptions(options)
    this.name = options.name
    this.classify = options.classify
    this.clock = given.clock ?? systemClock
    this.#random = given.random ?? systemRandom
    this.#report = given.report ?? printed
    this.window = windowOf(this.options.window)
    this.state = closed(0, this.clock.now(), 0)
    this.chance = this.#drawn()
    this.enter(options.mode ?? automatic)
  }

  // not a field: ten thousand idle breakers say the same
  get kind() {
    return 'circuit breaker' as const
  }

  // chained, not awaited: an async function around the work costs more than all that the breaker does
  run<T>(work: () => PromiseLike<T> | T): Promise<T> {
    let permit = this.classify === undefined ? (this.#shared as Permit | undefined) : undefined
    if (permit === undefined) {
      const now = this.#now()
      permit = this.#acquire(now)
      if (permit === undefined) {
        const late = new Rejection(this.#refusal(now)) as unknown as PromiseLike<T>
        return Promise.resolve(late)
      }
    }
    const admitted = permit
    let result: PromiseLike<T> | T
    try {
      result = work()
    } catch (error) {
      this.#ended(admitted, { ok: false, error })
      return Promise.reject(error)
    }
    const promise = result instanceof Promise ? (result as Promise<T>) : Promise.resolve(result)
    return promise.then(
      (value) => {
        if (this.classify === undefined) admitted.record('success')
        else this.#ended(admitted, { ok: true, value })
        return value
      },
      (error) => {
        this.#ended(admitted, { ok: false, error })
        throw error
      },
    )
  }

  tryAcquire(): Permit | undefined {
    return this.#acquire(this.#now())
  }

  acquire(): Permit {
    const now = this.#now()
    const permit = this.#acquire(now)
    if (permit === undefined) throw this.#refusal(now)
    return permit
  }

  admit(call: CallContext): AnyPermit | ResilienceError {
    if (this.#shared !== undefined) return this.#shared
    const now = this.#isClosed ? call.now : this.clock.now()
    return this.#acquire(now) ?? this.#refusal(now)
  }

  retryAfterMs(): number {
    const now = this.clock.now()
    return this.retryAfter(this.seen(now), now)
  }

  snapshot(): BreakerSnapshot {
    return breakerSnapshot(this, this.clock.now())
  }

  onChange(listener: (change: BreakerChange) => void): () => void {
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => this.#listeners?.delete(listener)
  }

  enter(mode: Mode): void {
    const before = this.mode.name
    this.mode = mode
    mode.enter(this, before)
    this.prepare()
  }

  /** A wait that chance made meaningless would never end. */
  #drawn(): number {
    const chance = this.#random()
    return chance >= 0 && chance < 1 ? chance : 0.5
  }

  settle(generation: number, outcome: OutcomeClass): void {
    if (generation !== this.state.generation) this.tallies.late++
    else if (tally(this.tallies, outcome, false)) {
      // a good call in a window that keeps no time is the usual one, and needs no clock
      const isTimeless = outcome === 'success' && !this.window.isTimed
      this.#count(outcome, false, isTimeless ? 0 : recentOf(this.clock))
    }
  }

  settlePermit(permit: IssuedPermit, outcome: OutcomeClass, saidToEnd: number): void {
    // a call may be said to have taken longer than there was time: it is slow, but nothing happens in the future
    const endedAt = Math.min(saidToEnd, Math.max(permit.startedAt, recentOf(this.clock)))
    if (permit.generation === this.state.generation) this.catchUp(endedAt)
    const state = this.state
    if (permit.generation !== state.generation) {
      this.tallies.late++
      return
    }
    const wasSlow = permit.isOlder(saidToEnd, this.options.slowAfterMs)
    const isCounted = tally(this.tallies, outcome, wasSlow)
    if (state.state === 'half-open') {
      const counted = isCounted ? bitsOf(outcome, wasSlow) : 'ignored'
      const { startedAt } = permit
      this.move(settleProbe(state, startedAt, counted, endedAt, this.options, this.chance))
    } else if (isCounted) this.#count(outcome, wasSlow, endedAt)
  }

  /** Then a time that is nearly now will do; waits and probes are timed exactly. */
  get #isClosed(): boolean {
    return this.state.state === 'closed'
  }

  #now(): number {
    return this.#isClosed ? recentOf(this.clock) : this.clock.now()
  }

  #acquire(now: number): Permit | undefined {
    if (this.mode.forAll !== undefined) return this.mode.forAll
    if (this.state.state !== 'closed') {
      this.state = setBack(this.state, now)
      this.catchUp(now)
    }
    if (this.#inFlight !== undefined) {
      // calls that hang are evidence before they end
      if (this.#overdue(now) > 0) this.#judgeWindow(now)
      // the usual case first
      if (this.#inFlight !== undefined) {
        const permit = new IssuedPermit(this, this.#inFlight.generation, now)
        this.#inFlight.add(permit)
        return permit
      }
    }
    const admitted = admit(this.state, now, this.options)
    if (admitted === undefined) {
      this.tallies.rejected++
      return this.mode.forRefused
    }
    this.state = admitted
    return new IssuedPermit(this, admitted.generation, now)
  }

  #ended(permit: Permit, how: { ok: true; value: unknown } | { ok: false; error: unknown }): void {
    const { classify } = this
    const ms = classify === undefined ? 0 : permit.elapsedMs()
    permit.record(judged(classify ?? classifyOutcome, { ...how, ms }, this.#report))
  }

  #count(outcome: OutcomeClass, wasSlow: boolean, now: number): void {
    const bits = bitsOf(outcome, wasSlow)
    this.window.record(bits, now)
    // a fast success never opens
    if (bits !== 0) this.#judgeWindow(now)
  }

  #judgeWindow(now: number): void {
    this.move(this.#judged(this.state, now))
  }

  /** Open, if the window says so. */
  #judged(state: State, now: number): State {
    const counts = this.counts(now)
    const reason = this.mode.isJudging ? verdict(counts, this.options) : undefined
    return reason === undefined
      ? state
      : open(state, reason, counts, now, this.options, this.chance)
  }

  #overdue(now: number): number {
    return this.#inFlight?.overdue(now, this.options.slowAfterMs) ?? 0
  }

  /** Of the window as it is now, and of the calls that run and are slow already. */
  counts(now: number): Counts & { readonly overdue: number } {
    this.window.advance(now)
    const overdue = this.#overdue(now)
    const { calls, failures, slow } = this.window
    return { calls: calls + overdue, failures, slow: slow + overdue, overdue }
  }

  catchUp(now: number): void {
    if (this.state.state === 'closed') return
    for (;;) {
      const next = advance(this.state, now, this.options, this.chance)
      if (next === this.state) return
      this.move(next)
    }
  }

  /** The state as it would be found by a call made now. Looking changes nothing and tells nobody. */
  seen(now: number): State {
    let state = setBack(this.state, now)
    if (state.state === 'closed' && this.#overdue(now) > 0) state = this.#judged(state, now)
    for (;;) {
      const next = advance(state, now, this.options, this.chance)
      if (next === state) return state
      state = next
    }
  }

  tripOf(seen: State): Trip | undefined {
    return seen.state === 'closed' ? this.trip : seen.trip
  }

  /** How long from `now` a call would be refused in this state; where it has no end, and while probes are out, `openMs` at most. */
  retryAfter(state: State, now: number): number {
    if (state.state === 'closed' || this.mode.forRefused !== undefined) return 0
    const { openMs, probeMaxMs } = this.options
    if (state.state === 'open')
      return state.until < Number.POSITIVE_INFINITY ? state.until - now : openMs
    if (admit(state, now, this.options) !== undefined) return 0
    return Math.min(openMs, (state.pending[0] as number) + probeMaxMs - now)
  }

  #refusal(now: number): ResilienceError {
    const retryAfterMs = this.retryAfter(this.state, now)
    return new ResilienceError('WT_BREAKER_OPEN', { name: this.name, retryAfterMs })
  }

  move(next: State): void {
    const before = this.state
    this.state = next
    if (before.generation === next.generation) return
    if (next.state === 'open') {
      this.trip = next.trip
      this.tallies.trips++
      this.chance = this.#drawn()
    }
    // what failed before must not be held against a callee that has recovered
    if (next.state === 'closed') this.window.clear()
    this.prepare()
    this.tell(before, next)
  }

  /** Decides what calls are given from now on: in this state, this mode and under these options. */
  prepare(): void {
    const { state, generation } = this.state
    const isWatched = state === 'closed' && this.options.slowAfterMs < Number.POSITIVE_INFINITY
    if (!isWatched) this.#inFlight = undefined
    else if (this.#inFlight?.generation === generation) this.#inFlight.recount()
    else this.#inFlight = new InFlight(generation)
    this.#shared =
      this.mode.forAll ??
      (state === 'closed' && !isWatched ? new SharedPermit(this, generation) : undefined)
  }

  tell(before: State, next: State): void {
    if (!this.#listeners?.size) return
    const change = { from: before.state, to: next.state, snapshot: this.snapshot() }
    tell(this.#listeners, change, this.#report)
  }
}
