import { LogHistogram } from '@watertight/resilience/log-histogram'
import type { AdaptiveTimeout as Rules } from '../../model/route.ts'

/** What is known is 2.5 to 5 minutes old: what was normal before that may not be any more. */
const generationMs = 150_000
/** The percentile is read anew after so many tries. */
const readEvery = 50
const share = 0.99

/**
 * How long a try may take, from how long tries took: a service that is far slower than it is wont to be is no better than one that
 * hangs, and no fixed timeout can tell on every machine. While too little is known there is no limit, so that what
 * became slow for good is normal again once the faster times are forgotten.
 */
export class AdaptiveTimeout {
  rules: Rules
  #known = new LogHistogram()
  #next = new LogHistogram()
  #turnAt: number
  #unread = 0
  #ms = Number.POSITIVE_INFINITY

  constructor(rules: Rules, now: number) {
    this.rules = rules
    this.#turnAt = now + generationMs
  }

  /** Ms from the beginning of a try. */
  limitMs(now: number): number {
    if (now >= this.#turnAt) this.#turn(now)
    return this.#ms
  }

  /** An answer took so long, or a try was given up after so long. */
  took(ms: number): void {
    this.#known.add(ms)
    this.#next.add(ms)
    if (++this.#unread >= readEvery) this.#read()
  }

  #read(): void {
    const { times, atLeastMs, minimumCalls } = this.rules
    this.#unread = 0
    this.#ms =
      this.#known.count < minimumCalls
        ? Number.POSITIVE_INFINITY
        : Math.max(atLeastMs, times * this.#known.percentile(share))
  }

  #turn(now: number): void {
    // after a long silence what follows is as old as what was known
    this.#known = now >= this.#turnAt + generationMs ? new LogHistogram() : this.#next
    this.#next = new LogHistogram()
    this.#turnAt = now + generationMs
    this.#read()
  }
}

export interface AdaptiveTimeoutStats {
  /** `namespace/virtual-service: route` */
  readonly name: string
  /** Null while too little is known. */
  readonly limitMs: number | null
}

/** Those of a mesh, by name: they outlive the snapshots that ask for them. */
export class AdaptiveTimeouts {
  readonly #now: () => number
  readonly #all = new Map<string, AdaptiveTimeout>()

  constructor(now: () => number) {
    this.#now = now
  }

  of(rules: Rules): AdaptiveTimeout {
    let known = this.#all.get(rules.name)
    if (known === undefined) {
      known = new AdaptiveTimeout(rules, this.#now())
      this.#all.set(rules.name, known)
    }
    known.rules = rules
    return known
  }

  snapshot(): readonly AdaptiveTimeoutStats[] {
    return [...this.#all].map(([name, one]) => {
      const ms = one.limitMs(this.#now())
      return { name, limitMs: Number.isFinite(ms) ? ms : null }
    })
  }

  /** Forgets those with other names. */
  keep(names: ReadonlySet<string>): void {
    for (const name of this.#all.keys()) if (!names.has(name)) this.#all.delete(name)
  }
}
