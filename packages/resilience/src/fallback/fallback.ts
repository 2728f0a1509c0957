import type { Given } from '../clock.ts'
import type { Next, WrappedCall, Wrapper } from '../policy.ts'
import { contain, printed, type Report } from '../report.ts'
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
export const fallback = (options: FallbackOptions, given: Given = {}): Fallback =>
  new Fallback(options, given)

export class Fallback implements Wrapper {
  readonly kind = 'fallback'
  readonly name: string
  readonly #when: (error: unknown) => boolean
  readonly #use: (error: unknown) => unknown
  readonly #report: Report
  #calls = 0
  #used = 0

  constructor(options: FallbackOptions, given: Given) {
    checkFallbackOptions(options)
    this.name = options.name
    this.#when = options.when ?? isNotGivenUp
    this.#report = given.report ?? printed
    this.#use = 'use' in options ? options.use : () => options.value
  }

  /** Makes the call; its answer, or the fallback's. The fallback must be of the kind that the call answers with. */
  async run<T>(next: Next<T>, _call?: Partial<WrappedCall>): Promise<T> {
    this.#calls++
    try {
      return await next()
    } catch (error) {
      if (!this.#isAnswered(error)) throw error
      this.#used++
      return (await this.#use(error)) as T
    }
  }

  #isAnswered(error: unknown): boolean {
    try {
      return this.#when(error)
    } catch (mistake) {
      contain(mistake, this.#report)
      return false
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
