import type { Ports } from '@watertight/ports'
import {
  type BreakerOptions,
  type BreakerSnapshot,
  type CircuitBreaker,
  type Classify,
  circuitBreaker,
  classifyOutcome,
  exponential,
  type Pipeline,
  pipeline,
  retry,
  timeout,
} from '@watertight/resilience'
import {
  type RetryBudgetOptions,
  type RetryBudgetSnapshot,
  retryBudget,
} from '@watertight/resilience/retry-budget'
import { NotNow } from './attempts.ts'

export interface PolicyOptions {
  /** Longest wait for the answer to one attempt, in milliseconds. */
  readonly attemptMs?: number
  /** Attempts after the first. */
  readonly maxRetries?: number
  /** The first wait between attempts, in milliseconds; it doubles, and chance takes a part of each … */
  readonly firstPauseMs?: number
  /** … up to this. */
  readonly longestPauseMs?: number
  /** Of each destination's circuit breaker, in place of the default ones. */
  readonly breaker?: Omit<BreakerOptions, 'name' | 'classify'>
  /** Of each destination's retry budget. */
  readonly budget?: Omit<RetryBudgetOptions, 'name'>
}

export const policyDefaults = Object.freeze({
  attemptMs: 2_000,
  maxRetries: 2,
  firstPauseMs: 50,
  longestPauseMs: 1_000,
  breaker: Object.freeze({ minimumCalls: 10, openMs: 2_000, openMaxMs: 10_000 }),
  budget: Object.freeze({}),
})

export interface DestinationSnapshot {
  readonly breaker: BreakerSnapshot
  readonly budget: RetryBudgetSnapshot
}

/** One circuit breaker and one retry budget for each context that is called, shared by all that call it. */
export interface ClientPolicies {
  /** Throws a RangeError that names an option out of range. */
  of(context: string): Pipeline
  /** The circuit breaker before a context; undefined until it has been asked. */
  breakerOf(context: string): CircuitBreaker | undefined
  /** Plain JSON for a screen: the destinations that have a client. */
  snapshot(): { readonly [context: string]: DestinationSnapshot }
}

/** Policies for calls to other contexts, made for each when it is first asked for. */
export function clientPolicies(
  { clock, random }: Pick<Ports, 'clock' | 'random'>,
  options: PolicyOptions = {},
): ClientPolicies {
  const all = { ...policyDefaults, ...options }
  const { attemptMs, maxRetries, firstPauseMs, longestPauseMs } = all
  const given = { clock, random: () => random.next() }
  const classify = judgedWithin(attemptMs)
  const make = (name: string) => {
    const breaker = circuitBreaker({ ...all.breaker, name }, given)
    const budget = retryBudget({ ...all.budget, name }, given)
    const backoff = exponential({ firstMs: firstPauseMs, maxMs: longestPauseMs })
    const again = retry({ maxRetries, backoff, budget, retryAfter: askedFor })
    const policies = [again, breaker, timeout(attemptMs)]
    return { breaker, budget, pipeline: pipeline(name, policies, { ...given, classify }) }
  }
  const made = new Map<string, ReturnType<typeof make>>()
  return {
    of(context) {
      const known = made.get(context) ?? make(context)
      made.set(context, known)
      return known.pipeline
    },
    breakerOf: (context) => made.get(context)?.breaker,
    snapshot: () =>
      Object.fromEntries(
        [...made].map(([context, { breaker, budget }]) => [
          context,
          { breaker: breaker.snapshot(), budget: budget.snapshot() },
        ]),
      ),
  }
}

/** A malformed call, and an attempt that the caller's own deadline cut short, say nothing about the other side. */
const judgedWithin =
  (attemptMs: number): Classify =>
  (outcome) => {
    if (outcome.ok) return 'success'
    const { code } = outcome.error as { readonly code?: unknown }
    if (code === 'WT_CALL_INVALID' || code === 'WT_TOO_LARGE') return 'ignored'
    if (code === 'WT_DEADLINE' && Math.ceil(outcome.ms) < attemptMs) return 'ignored'
    return classifyOutcome(outcome)
  }

const askedFor = (error: unknown): number | undefined =>
  error instanceof NotNow ? error.answer.retryAfterMs : undefined
