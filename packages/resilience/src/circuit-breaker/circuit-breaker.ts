import type { Clock, Given } from '../clock.ts'
import { type Classify, classifyOutcome, type OutcomeClass } from '../outcome.ts'
import { ResilienceError } from '../resilience-error.ts'
import { systemClock, systemRandom } from '../system-clock.ts'
import {
  type BreakerOptions,
  bucketsOf,
  type CheckedOptions,
  checkBreakerOptions,
} from './options.ts'
import { IssuedPermit, type Permit } from './permit.ts'
import { type BreakerSnapshot, breakerSnapshot, type Tallies } from './snapshot.ts'
import {
  admit,
  advance,
  closed,
  halfOpenNow,
  open,
  type State,
  settleProbe,
  type Trip,
  verdict,
} from './state.ts'
import { CountWindow, failed, slow, TimeWindow, type Window } from './window.ts'

export interface BreakerChange {
  readonly from: State['state']
  /** Half-open to half-open is the next step of the ramp. */
  readonly to: State['state']
  readonly snapshot: BreakerSnapshot
}

/**
 * Stops calling what does not answer, and finds out gently when it does again.
 *
 * ```ts
 * const cards = circuitBreaker({ name: 'card-network', window: { calls: 50 }, openMs: 2_000 })
 * const receipt = await cards.run(() => charge(order))
 * ```
 */
export const circuitBreaker = (options: BreakerOptions, given: Given = {}): CircuitBreaker =>
  new CircuitBreaker(options, given)

export class CircuitBreaker {
  readonly name: string
  /** How `run` judges an outcome. */
  readonly classify: Classify
  readonly #options: CheckedOptions
  readonly #clock: Clock
  readonly #random: () => number
  readonly #window: Window
  readonly #listeners = new Set<(change: BreakerChange) => void>()
  readonly #tallies: Tallies = { trips: 0, rejected: 0, late: 0 }
  #state: State
  #forced: 'open' | 'closed' | undefined
  #trip: Trip | undefined
  // drawn before it is needed, so that the transitions stay functions of their arguments
  #chance: number

  constructor(options: BreakerOptions, given: Given) {
    this.#options = checkBreakerOptions(options)
    this.name = options.name
    this.classify = options.classify ?? classifyOutcome
    this.#clock = given.clock ?? systemClock
    this.#random = given.random ?? systemRandom
    const { window } = this.#options
    this.#window =
      'calls' in window
        ? new CountWindow(window.calls)
        : new TimeWindow(window.ms, bucketsOf(window))
    this.#state = closed(0, this.#clock.now())
    this.#chance = this.#random()
  }

  /** Makes the call if it is admitted and records how it ended; otherwise rejects with WT_BREAKER_OPEN. */
  async run<T>(work: () => Promise<T> | T): Promise<T> {
    const permit = this.acquire()
    let value: T
    try {
      value = await work()
    } catch (error) {
      permit.record(this.classify({ ok: false, error, ms: permit.elapsedMs() }))
      throw error
    }
    permit.record(this.classify({ ok: true, value, ms: permit.elapsedMs() }))
    return value
  }

  /** A permit for one call, or undefined: refused. Costs no error. */
  tryAcquire(): Permit | undefined {
    const now = this.#clock.now()
    this.#catchUp(now)
    const admitted = admit(this.#state, now, this.#options)
    if (admitted === undefined) {
      this.#tallies.rejected++
      return undefined
    }
    this.#state = admitted
    return new IssuedPermit(this.#issuer, admitted.generation, now)
  }

  /** A permit for one call; throws WT_BREAKER_OPEN, with `retryAfterMs`, when refused. */
  acquire(): Permit {
    const permit = this.tryAcquire()
    if (permit !== undefined) return permit
    throw new ResilienceError('WT_BREAKER_OPEN', {
      name: this.name,
      retryAfterMs: this.retryAfterMs(),
    })
  }

  /** When it is worth asking again; 0 when a call would be admitted. While probes are out nobody knows, so it is at most `openMs`. */
  retryAfterMs(): number {
    const now = this.#clock.now()
    return this.#retryAfter(this.#seen(now), now)
  }

  snapshot(): BreakerSnapshot {
    const now = this.#clock.now()
    this.#window.advance(now)
    const state = this.#seen(now)
    return breakerSnapshot({
      options: this.#options,
      state,
      forced: this.#forced,
      window: this.#window,
      tallies: this.#tallies,
      trip: this.#trip,
      retryAfterMs: this.#retryAfter(state, now),
      now,
    })
  }

  /** Hears of every change of state and every step of the ramp. A wait that ends is heard of when the next call looks. Returns the way to stop listening. */
  onChange(listener: (change: BreakerChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Refuses every call until told otherwise. */
  forceOpen(): void {
    const now = this.#clock.now()
    this.#forced = 'open'
    const forced = open(this.#state, 'forced', this.#window, now, this.#options, this.#chance)
    this.#move({ ...forced, until: Number.POSITIVE_INFINITY })
  }

  /** Admits every call until told otherwise; goes on counting. */
  forceClosed(): void {
    this.#forced = 'closed'
    this.#move(closed(this.#state.generation + 1, this.#clock.now()))
  }

  /** Decides by itself again: from forced open by probing, from forced closed by what was counted meanwhile. */
  automatic(): void {
    const forced = this.#forced
    this.#forced = undefined
    if (forced === 'open' && this.#state.state === 'open')
      this.#move(halfOpenNow(this.#state, this.#clock.now()))
  }

  readonly #issuer = {
    now: () => this.#clock.now(),
    settle: (permit: IssuedPermit, outcome: OutcomeClass) => this.#settle(permit, outcome),
  }

  #settle(permit: IssuedPermit, outcome: OutcomeClass): void {
    const now = this.#clock.now()
    this.#catchUp(now)
    const state = this.#state
    if (permit.generation !== state.generation) {
      this.#tallies.late++
      return
    }
    const wasSlow = outcome === 'slow' || now - permit.startedAt >= this.#options.slowAfterMs
    const bits = (outcome === 'failure' ? failed : 0) | (wasSlow ? slow : 0)
    if (state.state === 'half-open') {
      const counted = outcome === 'ignored' ? outcome : bits
      this.#move(settleProbe(state, permit.startedAt, counted, now, this.#options, this.#chance))
    } else if (outcome !== 'ignored') {
      this.#window.record(bits, now)
      if (bits !== 0 && this.#forced === undefined) this.#judge(now)
    }
  }

  #judge(now: number): void {
    const reason = verdict(this.#window, this.#options)
    if (reason !== undefined)
      this.#move(open(this.#state, reason, this.#window, now, this.#options, this.#chance))
  }

  #catchUp(now: number): void {
    for (;;) {
      const next = advance(this.#state, now, this.#options, this.#chance)
      if (next === this.#state) return
      this.#move(next)
    }
  }

  /** The state as it would be found by a call made now. Looking changes nothing and tells nobody. */
  #seen(now: number): State {
    let state = this.#state
    for (;;) {
      const next = advance(state, now, this.#options, this.#chance)
      if (next === state) return state
      state = next
    }
  }

  #retryAfter(state: State, now: number): number {
    if (state.state === 'closed') return 0
    const { openMs, probeMaxMs } = this.#options
    if (state.state === 'open') return this.#forced === undefined ? state.until - now : openMs
    if (admit(state, now, this.#options) !== undefined) return 0
    return Math.min(openMs, (state.pending[0] as number) + probeMaxMs - now)
  }

  #move(next: State): void {
    const before = this.#state
    this.#state = next
    if (before.generation === next.generation) return
    if (next.state === 'open') {
      this.#trip = next.trip
      this.#tallies.trips++
      this.#chance = this.#random()
    }
    // what failed before must not be held against a callee that has recovered
    if (next.state === 'closed') this.#window.clear()
    if (this.#listeners.size === 0) return
    const change = { from: before.state, to: next.state, snapshot: this.snapshot() }
    for (const listener of this.#listeners) {
      try {
        listener(change)
      } catch (error) {
        // a listener's mistake must not fail the call that caused the change, nor be hidden
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
