import { type Clock, latestOf, recentOf } from '../clock.ts'
import type { OutcomeClass } from '../outcome.ts'
import type { Permit as AnyPermit } from '../policy.ts'
import type { InFlight } from './in-flight.ts'

/** Leave to make one call. Say how it ended, once; what is said later is not heard. */
export interface Permit extends AnyPermit {
  success(): void
  failure(): void
  slow(): void
  /** The end says nothing about the callee: a probe's place is given back. */
  ignored(): void
  /** `ms`: how long it took; left out, since the permit was given. */
  record(outcome: OutcomeClass, ms?: number): void
  /** Since it was given. */
  elapsedMs(): number
}

/** The breaker's side of its permits. */
export interface Issuer {
  readonly clock: Clock
  /** A call without a permit of its own. */
  settle(generation: number, outcome: OutcomeClass): void
  settlePermit(permit: IssuedPermit, outcome: OutcomeClass, endedAt: number): void
}

export class IssuedPermit implements Permit {
  readonly generation: number
  startedAt: number
  readonly #issuer: Issuer
  #isSettled = false
  /** The list that it stands in, and its neighbours there. */
  list: InFlight | undefined
  before: IssuedPermit | undefined
  behind: IssuedPermit | undefined
  isOverdue = false

  constructor(issuer: Issuer, generation: number, startedAt: number) {
    this.#issuer = issuer
    this.generation = generation
    this.startedAt = startedAt
    this.list = this.before = this.behind = undefined
  }
  success(): void {
    this.record('success')
  }
  failure(): void {
    this.record('failure')
  }
  slow(): void {
    this.record('slow')
  }
  ignored(): void {
    this.record('ignored')
  }
  record(outcome: OutcomeClass, ms?: number): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.list?.remove(this)
    // what is no duration is as good as not said
    const took = (ms as number) >= 0 ? (ms as number) : this.elapsedMs()
    this.#issuer.settlePermit(this, outcome, this.startedAt + took)
  }
  /** Whether it has run for so long, leaving out what our own process stood still. */
  isOlder(now: number, ms: number): boolean {
    if (now - this.startedAt < ms) return false
    this.startedAt = latestOf(this.#issuer.clock, this.startedAt)
    return now - this.startedAt >= ms
  }
  elapsedMs(): number {
    return Math.max(0, recentOf(this.#issuer.clock) - this.startedAt)
  }
}

/** Shared by all calls of one closed circuit that keeps no time: it knows only to which generation they belong. */
export class SharedPermit implements AnyPermit {
  readonly generation: number
  readonly #issuer: Issuer

  constructor(issuer: Issuer, generation: number) {
    this.#issuer = issuer
    this.generation = generation
  }
  record(outcome: OutcomeClass): void {
    this.#issuer.settle(this.generation, outcome)
  }
  /** Not known. */
  elapsedMs(): number {
    return 0
  }
}
