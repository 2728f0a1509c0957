import type { Clock, Given } from '../clock.ts'
import type { Next, WrappedCall, Wrapper } from '../policy.ts'
import { contain, printed, type Report } from '../report.ts'
import { ResilienceError } from '../resilience-error.ts'
import { systemClock } from '../system-clock.ts'
import { Flight } from './flight.ts'
import { type CacheOptions, type CheckedCache, checkCacheOptions } from './options.ts'

export interface CacheSnapshot {
  readonly name: string
  /** Held, fresh or not: one that nobody asks for is held until newer ones need its place. */
  readonly entries: number
  readonly maxEntries: number
  /** Calls in flight that fill an entry. */
  readonly flights: number
  /** Calls answered by a fresh entry, by a stale one, by a call of their own, and by somebody else's. */
  readonly hits: number
  readonly stale: number
  readonly misses: number
  readonly joined: number
  readonly evicted: number
}

interface Entry {
  readonly value: unknown
  readonly storedAt: number
}

/**
 * Remembers answers for a while. Callers who ask for one key at one time share one call. Errors are not remembered.
 *
 * ```ts
 * import { cache } from '@watertight/resilience/cache'
 *
 * const prices = cache({ name: 'prices', key: (sku: string) => sku, ttlMs: 60_000, staleIfErrorMs: 600_000 })
 * const ask = (limits?: { signal?: AbortSignal }) => fetch('https://prices.example/tea', { ...limits })
 * const price = await prices.run(async (limits) => (await ask(limits)).json(), { context: 'tea' })
 * ```
 */
export const cache = (options: CacheOptions, given: Given = {}): Cache => new Cache(options, given)

export class Cache implements Wrapper {
  readonly kind = 'cache'
  readonly name: string
  readonly #options: CheckedCache
  readonly #clock: Clock
  readonly #report: Report
  // a Map remembers the order of insertion: an entry that is used is inserted anew, so the first is the one used longest ago
  readonly #entries = new Map<string, Entry>()
  readonly #flights = new Map<string, Flight<unknown>>()
  readonly #tallies = { hits: 0, stale: 0, misses: 0, joined: 0, evicted: 0 }

  constructor(options: CacheOptions, given: Given) {
    this.#options = checkCacheOptions(options)
    this.name = options.name
    this.#clock = given.clock ?? systemClock
    this.#report = given.report ?? printed
  }

  /** The answer remembered for the context's key, or the call's. A caller that leaves ends the call only when nobody else waits for it. */
  async run<T>(next: Next<T>, call: Partial<WrappedCall> = {}): Promise<T> {
    const { signal } = call
    if (signal?.aborted) throw new ResilienceError('WT_ABORTED', { name: this.name }, signal.reason)
    const key = this.#keyOf(call.context)
    if (key === undefined) return next()
    const entry = this.#entries.get(key)
    if (entry !== undefined) {
      const { ttlMs, staleWhileRevalidateMs } = this.#options
      const age = this.#clock.now() - entry.storedAt
      if (age < ttlMs + staleWhileRevalidateMs) {
        this.#entries.delete(key)
        this.#entries.set(key, entry)
        this.#tallies[age < ttlMs ? 'hits' : 'stale']++
        if (age >= ttlMs) this.#revalidate(key, next, call)
        return entry.value as T
      }
    }
    return this.#fetch(key, next, call)
  }

  /** Forgets one answer, also the one that is on its way. */
  delete(key: string): void {
    this.#entries.delete(key)
    this.#flights.delete(key)
  }

  clear(): void {
    this.#entries.clear()
    this.#flights.clear()
  }

  snapshot(): CacheSnapshot {
    return {
      name: this.name,
      entries: this.#entries.size,
      maxEntries: this.#options.maxEntries,
      flights: this.#flights.size,
      ...this.#tallies,
    }
  }

  /** One whose key cannot be told is not cached. */
  #keyOf(context: unknown): string | undefined {
    try {
      return this.#options.key(context)
    } catch (mistake) {
      contain(mistake, this.#report)
      return undefined
    }
  }

  async #fetch<T>(key: string, next: Next<T>, call: Partial<WrappedCall>): Promise<T> {
    for (;;) {
      const found = this.#flights.get(key)
      const going = found?.isAbandoned ? undefined : found
      const flight = going ?? this.#begin(key, next, call)
      this.#tallies[going === undefined ? 'misses' : 'joined']++
      try {
        return (await flight.board(this.name, call)) as T
      } catch (error) {
        if (this.#isGone(call)) throw error
        // the leader gave up, not the callee: somebody else's turn to ask
        if (going !== undefined && flight.isLeaderGone) continue
        const entry = this.#entries.get(key)
        if (entry === undefined || !this.#mayStandIn(entry)) throw error
        this.#tallies.stale++
        return entry.value as T
      }
    }
  }

  #begin(key: string, next: Next<unknown>, call: Partial<WrappedCall>): Flight<unknown> {
    const flight = new Flight((signal) => next({ signal }), call, this.#clock)
    this.#flights.set(key, flight)
    flight.promise.then(
      (value) => {
        if (this.#land(key, flight)) this.#store(key, value)
      },
      () => this.#land(key, flight),
    )
    return flight
  }

  /** False when the key was forgotten while the call was on its way: the answer may be older than that. */
  #land(key: string, flight: Flight<unknown>): boolean {
    return this.#flights.get(key) === flight && this.#flights.delete(key)
  }

  #store(key: string, value: unknown): void {
    this.#entries.delete(key)
    this.#entries.set(key, { value, storedAt: this.#clock.now() })
    if (this.#entries.size <= this.#options.maxEntries) return
    const [oldest] = this.#entries.keys()
    this.#entries.delete(oldest as string)
    this.#tallies.evicted++
  }

  #revalidate<T>(key: string, next: Next<T>, call: Partial<WrappedCall>): void {
    // its failure is nobody's: the next caller asks again
    if (!this.#flights.has(key)) this.#begin(key, next, call)
  }

  #mayStandIn(entry: Entry): boolean {
    const { ttlMs, staleIfErrorMs } = this.#options
    return this.#clock.now() - entry.storedAt < ttlMs + staleIfErrorMs
  }

  #isGone({ signal, deadline = Number.POSITIVE_INFINITY }: Partial<WrappedCall>): boolean {
    return signal?.aborted === true || this.#clock.now() >= deadline
  }
}
