import type { Lab } from '../lab.ts'
import { judgeRetry, retryStory } from './judge.ts'
import { playRetry, type SeenRetry } from './play.ts'
import { drawRealScenario, drawScenario, type RetryScenario, retryScenario } from './scenario.ts'

/** Tries again what may be over in a moment, and never becomes the load itself. */
export const retry: Lab<RetryScenario, SeenRetry> = {
  slug: 'retry',
  name: 'Retry without a storm',
  version: '1.0.0',
  file: 'payments.ts',
  hints: [
    'Count the calls when everything fails: what does one order cost the card network, and what do sixty?',
    'Retry in one place. A wait that grows and is left to chance, and a budget that all orders share; ask yourself which answers are worth another call at all.',
    'A `pipeline` of `deadline`, `retry({ maxRetries: 2, backoff: exponential({ firstMs: 300 }), retryAfter, budget: retryBudget({ name, ratio: 0.1, perSecond: 1 }) })` and `timeout`; the order is the `idempotency-key` of each try.',
  ],
  schema: retryScenario,
  scenario: drawScenario,
  real: drawRealScenario,
  play: playRetry,
  judge: judgeRetry,
  story: retryStory,
}
