import type { OutcomeClass } from '../outcome.ts'

/** Leave to make one call. Say how it ended, once; what is said later is not heard. */
export interface Permit {
  success(): void
  failure(): void
  slow(): void
  /** The end says nothing about the callee: a probe's place is given back. */
  ignored(): void
  record(outcome: OutcomeClass): void
  /** Since it was given. */
  elapsedMs(): number
}

/** The breaker's side of its permits. */
export interface Issuer {
  now(): number
  settle(permit: IssuedPermit, outcome: OutcomeClass): void
}

export class IssuedPermit implements Permit {
  readonly generation: number
  readonly startedAt: number
  readonly #issuer: Issuer
  #settled = false

  constructor(issuer: Issuer, generation: number, startedAt: number) {
    this.#issuer = issuer
    this.generation = generation
    this.startedAt = startedAt
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
  record(outcome: OutcomeClass): void {
    if (this.#settled) return
    this.#settled = true
    this.#issuer.settle(this, outcome)
  }
  elapsedMs(): number {
    return this.#issuer.now() - this.startedAt
  }
}
