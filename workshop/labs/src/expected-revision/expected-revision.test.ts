import { describe } from 'vitest'
import { proves } from '../test-kit/proof.ts'
import { start as oneAfterTheOther } from './files/right/one-after-the-other.ts'
import { start as solution } from './files/solution/inventory.ts'
import { start as starter } from './files/starter/inventory.ts'
import { start as answersFirst } from './files/wrong/answers-first.ts'
import { start as blindRetry } from './files/wrong/blind-retry.ts'
import { start as givesUp } from './files/wrong/gives-up.ts'
import { start as mutex } from './files/wrong/mutex.ts'
import { start as notIdempotent } from './files/wrong/not-idempotent.ts'
import { start as refusesEverything } from './files/wrong/refuses-everything.ts'
import { start as remembersInMemory } from './files/wrong/remembers-in-memory.ts'
import { start as stockBeforeOrder } from './files/wrong/stock-before-order.ts'
import { start as waitsForEver } from './files/wrong/waits-for-ever.ts'
import { expectedRevision } from './lab.ts'

describe('the lab of expected revisions is proved', () =>
  proves(
    expectedRevision,
    solution,
    [
      ['the starter, which appends whatever came between', starter, 'OVERSOLD'],
      ['a mutex in one process', mutex, 'RACED_OUTSIDE'],
      ['the same events again at the right revision', blindRetry, 'BLIND_RETRY'],
      ['an order that is reserved each time it is sent', notIdempotent, 'RESERVED_TWICE'],
      ['an answer before it is stored', answersFirst, 'WRONG_ANSWER'],
      [
        'orders remembered in memory, where a lost answer is not',
        remembersInMemory,
        'WRONG_ANSWER',
      ],
      ['the shelf looked at before the order', stockBeforeOrder, 'WRONG_ANSWER'],
      ['giving up on a conflict', givesUp, 'USELESS'],
      ['waiting for ever for the log', waitsForEver, 'LATE'],
      ['refusing everything', refusesEverything, 'USELESS'],
    ],
    [['one order after the other, and the revision still', oneAfterTheOther]],
  ))
