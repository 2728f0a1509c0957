export { type Bulkhead, type BulkheadSnapshot, bulkhead } from './bulkhead/bulkhead.ts'
export { type BulkheadOptions, bulkheadDefaults } from './bulkhead/options.ts'
export {
  type BreakerChange,
  type CircuitBreaker,
  circuitBreaker,
} from './circuit-breaker/circuit-breaker.ts'
export type { BreakerMode, Mode } from './circuit-breaker/mode.ts'
export {
  type BreakerOptions,
  breakerDefaults,
  type WindowOptions,
} from './circuit-breaker/options.ts'
export type { Permit } from './circuit-breaker/permit.ts'
export type { BreakerSnapshot, BreakerWindow } from './circuit-breaker/snapshot.ts'
export type { TripReason } from './circuit-breaker/state.ts'
export type { Clock, ClockTimer, Given } from './clock.ts'
export { type Fallback, type FallbackSnapshot, fallback } from './fallback/fallback.ts'
export type { FallbackOptions } from './fallback/options.ts'
export { type Classify, classifyOutcome, type Outcome, type OutcomeClass } from './outcome.ts'
export type { Call, RunOptions } from './pipeline/call.ts'
export type { AttemptEnd, AttemptListener, Figures } from './pipeline/figures.ts'
export {
  type Pipeline,
  type PipelineGiven,
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
export {
  deadline,
  type TimeLimit,
  type TimeoutOptions,
  timeout,
  timeoutDefaults,
} from './timeout/timeout.ts'
