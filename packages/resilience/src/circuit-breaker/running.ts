import { type CircuitBreaker, RunningBreaker } from './circuit-breaker.ts'

/** A breaker from the inside; throws a TypeError when it is another's. */
export function running(breaker: CircuitBreaker): RunningBreaker {
  if (breaker instanceof RunningBreaker) return breaker
  throw new TypeError(
    `breaker ${breaker.name} is none of circuitBreaker's: pass what circuitBreaker returned.`,
  )
}
