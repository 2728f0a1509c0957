import { checkOptions, type OptionRules, span, task, wholeFrom } from '../check-option.ts'
import { type Clock, type Given, recentOf } from '../clock.ts'
import { systemClock } from '../system-clock.ts'

export interface RegistryOptions<T> {
  /** At most so many; one more puts the one unused longest out. */
  readonly maxSize?: number
  /** One that nobody asked for during so long is put out. */
  readonly idleMs?: number
  /** Whether it still holds what must not be forgotten, as an open circuit does: put out only when all of them do. */
  readonly isNeeded?: (value: T) => boolean
}

export const registryDefaults = Object.freeze({ maxSize: 1_000, idleMs: 600_000 })

/** One of a kind for each key, made when first asked for and put out when there are too many or nobody asks. */
export interface Registry<T> {
  get(key: string): T
  /** Without making it, and without counting as use. */
  peek(key: string): T | undefined
  delete(key: string): boolean
  readonly size: number
  /** The least recently used first. */
  entries(): readonly (readonly [string, T])[]
}

interface Entry<T> {
  readonly value: T
  usedAt: number
}

const rules: OptionRules<RegistryOptions<unknown>> = {
  maxSize: wholeFrom(1),
  idleMs: span,
  isNeeded: task,
}

/**
 * A breaker, or a whole pipeline, for each destination.
 *
 * ```ts
 * import { circuitBreaker } from '@watertight/resilience'
 * import { isTripped, registry } from '@watertight/resilience/registry'
 *
 * const breakers = registry((host) => circuitBreaker({ name: host }), { isNeeded: isTripped })
 * await breakers.get('cards.example').run(() => fetch('https://cards.example/charges/7'))
 * ```
 */
export function registry<T>(
  make: (key: string) => T,
  options: RegistryOptions<T> = {},
  given: Given = {},
): Registry<T> {
  const checked = checkOptions('registry', rules, options, registryDefaults)
  const { maxSize, idleMs, isNeeded = () => false } = checked
  return new RunningRegistry(make, maxSize, idleMs, isNeeded, given.clock ?? systemClock)
}

/** For `isNeeded`: a circuit that is not plainly closed would admit everything when it is made anew. */
export const isTripped = (breaker: {
  snapshot(): { readonly state: string; readonly mode: string }
}): boolean => {
  const { state, mode } = breaker.snapshot()
  return state !== 'closed' || mode !== 'automatic'
}

class RunningRegistry<T> implements Registry<T> {
  readonly #make: (key: string) => T
  readonly #maxSize: number
  readonly #idleMs: number
  readonly #isNeeded: (value: T) => boolean
  readonly #clock: Clock
  // a map keeps the order of insertion: who is used goes to the end
  readonly #entries = new Map<string, Entry<T>>()
  #latest: { readonly key: string; readonly entry: Entry<T> } | undefined

  constructor(
    make: (key: string) => T,
    maxSize: number,
    idleMs: number,
    isNeeded: (value: T) => boolean,
    clock: Clock,
  ) {
    this.#make = make
    this.#maxSize = maxSize
    this.#idleMs = idleMs
    this.#isNeeded = isNeeded
    this.#clock = clock
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): T {
    const now = recentOf(this.#clock)
    if (this.#latest?.key === key) {
      this.#latest.entry.usedAt = now
      return this.#latest.entry.value
    }
    const found = this.#entries.get(key)
    const entry = found ?? { value: this.#make(key), usedAt: now }
    entry.usedAt = now
    if (found !== undefined) this.#entries.delete(key)
    this.#entries.set(key, entry)
    this.#latest = { key, entry }
    this.#putOut(now)
    return entry.value
  }

  peek(key: string): T | undefined {
    return this.#entries.get(key)?.value
  }

  delete(key: string): boolean {
    if (this.#latest?.key === key) this.#latest = undefined
    return this.#entries.delete(key)
  }

  entries(): readonly (readonly [string, T])[] {
    return [...this.#entries].map(([key, { value }]) => [key, value] as const)
  }

  #putOut(now: number): void {
    let oldest: string | undefined
    for (const [key, { value, usedAt }] of this.#entries) {
      const isOver = this.#entries.size > this.#maxSize
      if (!isOver && now - usedAt < this.#idleMs) return
      if (key === this.#latest?.key) break
      oldest ??= key
      if (!this.#isNeeded(value)) this.#entries.delete(key)
    }
    if (this.#entries.size > this.#maxSize && oldest !== undefined) this.#entries.delete(oldest)
  }
}
