import type { Given } from '../clock.ts'
import type { Wrapper } from '../policy.ts'
import { contain, printed } from '../report.ts'
import { checkFallbackOptions, type FallbackOptions } from './options.ts'

export interface FallbackSnapshot {
  readonly name: string
  readonly calls: number
  /** Calls that it answered. */
  readonly used: number
}

export interface Fallback extends Wrapper {
  readonly kind: 'fallback'
  /** Makes the call; its answer, or the fallback's. The fallback must be of the kind that the call answers with. */
  run<T>(next: () => Promise<T>): Promise<T>
  snapshot(): FallbackSnapshot
}

/**
 * Answers with something less when the call fails: a value, or what a function makes of the error.
 *
 * ```ts
 * const orEmpty = fallback({ name: 'recommendations', value: [] })
 * ```
 */
export function fallback(options: FallbackOptions, { report = printed }: Given = {}): Fallback {
  const { name, when = isNotGivenUp } = checkFallbackOptions(options)
  const use = 'use' in options ? options.use : () => options.value
  let calls = 0
  let used = 0
  const isAnswered = (error: unknown) => {
    try {
      return when(error)
    } catch (mistake) {
      contain(mistake, report)
      return false
    }
  }
  return {
    kind: 'fallback',
    name,
    async run<T>(next: () => Promise<T>): Promise<T> {
      calls++
      try {
        return await next()
      } catch (error) {
        if (!isAnswered(error)) throw error
        used++
        return (await use(error)) as T
      }
    },
    snapshot: () => ({ name, calls, used }),
  }
}

/** Nobody waits for an answer after giving up. */
function isNotGivenUp(error: unknown): boolean {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  return code !== 'WT_ABORTED' && name !== 'AbortError'
}
