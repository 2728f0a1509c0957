export {
  type AdaptiveLimit,
  type AdaptiveLimitSnapshot,
  adaptiveLimit,
} from './adaptive-limit/adaptive-limit.ts'
export { type AimdOptions, aimd, aimdDefaults } from './adaptive-limit/aimd.ts'
export { fixed } from './adaptive-limit/fixed.ts'
export { type GradientOptions, gradient, gradientDefaults } from './adaptive-limit/gradient.ts'
export type { Limit, LimitSample } from './adaptive-limit/limit.ts'
export type { AdaptiveLimitOptions } from './adaptive-limit/options.ts'
export { type Bulkhead, type BulkheadSnapshot, bulkhead } from './bulkhead/bulkhead.ts'
export { type BulkheadOptions, bulkheadDefaults } from './bulkhead/options.ts'
export { type Cache, type CacheSnapshot, cache } from './cache/cache.ts'
export { type CacheOptions, cacheDefaults } from './cache/options.ts'
export {
  type BreakerChange,
  type CircuitBreaker,
  circuitBreaker,
} from './circuit-breaker/circuit-breaker.ts'
export {
  type BreakerMode,
  type BreakerOptions,
  breakerDefaults,
  type WindowOptions,
} from './circuit-breaker/options.ts'
export type { Permit } from './circuit-breaker/permit.ts'
export type { SavedBreaker } from './circuit-breaker/saved.ts'
export type { BreakerSnapshot, BreakerWindow } from './circuit-breaker/snapshot.ts'
export type { TripReason } from './circuit-breaker/state.ts'
export type { Clock, ClockTimer, Given } from './clock.ts'
export { type Fallback, type FallbackSnapshot, fallback } from './fallback/fallback.ts'
export type { FallbackOptions } from './fallback/options.ts'
export { type Hedge, type HedgeSnapshot, hedge } from './hedge/hedge.ts'
export { type HedgeDelay, type HedgeOptions, hedgeDefaults } from './hedge/options.ts'
export { type Classify, classifyOutcome, type Outcome, type OutcomeClass } from './outcome.ts'
export type { Call, RunOptions } from './pipeline/call.ts'
export type { AttemptEnd, Figures } from './pipeline/figures.ts'
export {
  type Pipeline,
  type PipelineGiven,
  type PipelinePermit,
  type PipelineSnapshot,
  pipeline,
} from './pipeline/pipeline.ts'
export type { Policy } from './pipeline/plan.ts'
export type {
  Admission,
  Budget,
  CallContext,
  Next,
  Permit as AdmissionPermit,
  PolicyKind,
  WrappedCall,
  Wrapper,
} from './policy.ts'
export { type RateLimiterOptions, rateLimiterDefaults } from './rate-limiter/options.ts'
export {
  type RateLimiter,
  type RateLimiterSnapshot,
  type Reservation,
  rateLimiter,
} from './rate-limiter/rate-limiter.ts'
export {
  isTripped,
  type Registry,
  type RegistryOptions,
  registry,
  registryDefaults,
} from './registry/registry.ts'
export {
  ResilienceError,
  type ResilienceErrorCode,
  type ResilienceFacts,
} from './resilience-error.ts'
export {
  type Backoff,
  backoffDefaults,
  constant,
  decorrelated,
  type ExponentialOptions,
  exponential,
} from './retry/backoff.ts'
export { type RetryOptions, retryDefaults } from './retry/options.ts'
export { type Retry, retry } from './retry/retry.ts'
export { retryAfterMs } from './retry/retry-after.ts'
export { type RetryBudgetOptions, retryBudgetDefaults } from './retry-budget/options.ts'
export {
  type RetryBudget,
  type RetryBudgetSnapshot,
  retryBudget,
} from './retry-budget/retry-budget.ts'
export type { AloneOptions } from './run-admitted.ts'
export { type ThrottleOptions, throttleDefaults } from './throttle/options.ts'
export { type Throttle, type ThrottleSnapshot, throttle } from './throttle/throttle.ts'
export {
  deadline,
  type TimeLimit,
  type TimeoutOptions,
  timeout,
  timeoutDefaults,
} from './timeout/timeout.ts'
export { VirtualClock } from './virtual-clock.ts'
