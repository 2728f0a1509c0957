import type { Next, WrappedCall, Wrapper } from '../policy.ts'
import { checkFallbackOptions, type FallbackOptions } from './options.ts'

export interface FallbackSnapshot {
  readonly name: string
  readonly calls: number
  /** Calls that it answered. */
  readonly used: number
}

/**
 * Answers with something less when the call fails: a value, or what a function makes of the error.
 *
 * ```ts
 * const orEmpty = fallback({ name: 'recommendations', value: [] })
 * ```
 */
export const fallback = (options: FallbackOptions): Fallback => new Fallback(options)

export class Fallback implements Wrapper {
  readonly kind = 'fallback'
  readonly name: string
  readonly #when: (error: unknown) => boolean
  readonly #use: (error: unknown) => unknown
  #calls = 0
  #used = 0

  constructor(options: FallbackOptions) {
    checkFallbackOptions(options)
    this.name = options.name
    this.#when = options.when ?? isNotGivenUp
    this.#use = 'use' in options ? options.use : () => options.value
  }

  /** Makes the call; its answer, or the fallback's. The fallback must be of the kind that the call answers with. */
  async run<T>(next: Next<T>, _call?: Partial<WrappedCall>): Promise<T> {
    this.#calls++
    try {
      return await next()
    } catch (error) {
      if (!this.#when(error)) throw error
      this.#used++
      return (await this.#use(error)) as T
    }
  }

  snapshot(): FallbackSnapshot {
    return { name: this.name, calls: this.#calls, used: this.#used }
  }
}

/** Nobody waits for an answer after giving up. */
function isNotGivenUp(error: unknown): boolean {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  return code !== 'WT_ABORTED' && name !== 'AbortError'
}
