import type { Budget, Next, Wrapper } from '../policy.ts'
import type { Layer, RunOptions, Work } from './call.ts'
import type { Surroundings } from './frame.ts'

/** A policy that surrounds the call has a frame of its own. */
export class Wrapped implements Layer {
  readonly #around: Surroundings
  readonly #wrapper: Wrapper
  readonly #inner: Layer
  readonly #depositedIn: readonly Budget[]

  constructor(
    around: Surroundings,
    wrapper: Wrapper,
    inner: Layer,
    depositedIn: readonly Budget[],
  ) {
    this.#around = around
    this.#wrapper = wrapper
    this.#inner = inner
    this.#depositedIn = depositedIn
  }

  run(work: Work, options: RunOptions<unknown> | undefined): Promise<unknown> {
    const { clock } = this.#around
    const deadline = options?.deadline ?? Number.POSITIVE_INFINITY
    const callers = options?.signal
    const next: Next<unknown> = (limits) => {
      const own = limits?.signal
      const signal = own && callers ? AbortSignal.any([own, callers]) : (own ?? callers)
      const until = Math.min(deadline, limits?.deadline ?? Number.POSITIVE_INFINITY)
      return this.#inner.run(work, {
        ...options,
        signal,
        ...(until < Number.POSITIVE_INFINITY && { deadline: until }),
      })
    }
    const call = {
      get now() {
        return clock.now()
      },
      deadline,
      signal: callers,
      attempt: 1,
      context: options?.context,
      depositedIn: this.#depositedIn,
    }
    try {
      return this.#wrapper.run(next, call)
    } catch (error) {
      return Promise.reject(error)
    }
  }
}
