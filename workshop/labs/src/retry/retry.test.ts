import { describe } from 'vitest'
import { proves } from '../test-kit/proof.ts'
import { start as byHand } from './files/right/by-hand.ts'
import { start as solution } from './files/solution/payments.ts'
import { start as starter } from './files/starter/payments.ts'
import { start as afterTheDeadline } from './files/wrong/after-the-deadline.ts'
import { start as fixedDelay } from './files/wrong/fixed-delay.ts'
import { start as ignoresRetryAfter } from './files/wrong/ignores-retry-after.ts'
import { start as keyForEachTry } from './files/wrong/key-for-each-try.ts'
import { start as keyOfTheAmount } from './files/wrong/key-of-the-amount.ts'
import { start as noBudget } from './files/wrong/no-budget.ts'
import { start as noRetry } from './files/wrong/no-retry.ts'
import { start as refusesEverything } from './files/wrong/refuses-everything.ts'
import { start as retriesRefusals } from './files/wrong/retries-refusals.ts'
import { start as saysDeclined } from './files/wrong/says-declined.ts'
import { retry } from './lab.ts'

describe('the lab of retries is proved', () =>
  proves(
    retry,
    solution,
    [
      ['the starter, which retries in two layers', starter, 'STORM'],
      ['backoff and jitter without a budget', noBudget, 'STORM'],
      ['a new key for each try', keyForEachTry, 'CHARGED_TWICE'],
      ['a key that two orders share', keyOfTheAmount, 'WRONG_ANSWER'],
      ['declined for whatever went wrong', saysDeclined, 'WRONG_ANSWER'],
      ['another try after a refusal', retriesRefusals, 'REFUSED_AGAIN'],
      ['not listening to Retry-After', ignoresRetryAfter, 'TOO_SOON'],
      ['tries for a client that has gone', afterTheDeadline, 'AFTER_DEADLINE'],
      ['the same wait for all', fixedDelay, 'IN_STEP'],
      ['no retry at all', noRetry, 'USELESS'],
      ['refusing everything', refusesEverything, 'USELESS'],
    ],
    [['a loop by hand, with a budget that is a number', byHand]],
  ))
