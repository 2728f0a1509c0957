import type { Budget, Next, Wrapper } from '../policy.ts'
import type { Layer } from './call.ts'
import type { Surroundings } from './frame.ts'

/** A policy that surrounds the call is a layer of its own. */
export const wrapped = (
  { clock }: Surroundings,
  wrapper: Wrapper,
  inner: Layer,
  depositedIn: readonly Budget[],
): Layer => ({
  run(work, options) {
    const { signal, deadline = Number.POSITIVE_INFINITY, context } = options ?? {}
    const next: Next<unknown> = (limits) => {
      const own = limits?.signal
      return inner.run(work, {
        ...options,
        signal: own && signal ? AbortSignal.any([own, signal]) : (own ?? signal),
        deadline: Math.min(deadline, limits?.deadline ?? Number.POSITIVE_INFINITY),
      })
    }
    const call = {
      get now() {
        return clock.now()
      },
      deadline,
      signal,
      attempt: 1,
      context,
      depositedIn,
    }
    try {
      return wrapper.run(next, call)
    } catch (error) {
      return Promise.reject(error)
    }
  },
})
