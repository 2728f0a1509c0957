import { describe } from 'vitest'
import { proves } from '../test-kit/proof.ts'
import { start as lineBreakFirst } from './files/right/line-break-first.ts'
import { start as solution } from './files/solution/accounts.ts'
import { start as starter } from './files/starter/accounts.ts'
import { start as answersFirst } from './files/wrong/answers-first.ts'
import { start as clockInTheFold } from './files/wrong/clock-in-the-fold.ts'
import { start as letterOnTheWay } from './files/wrong/letter-on-the-way.ts'
import { start as refsInMemory } from './files/wrong/refs-in-memory.ts'
import { start as refusesEverything } from './files/wrong/refuses-everything.ts'
import { start as severalAtOnce } from './files/wrong/several-at-once.ts'
import { start as shownBeforeStored } from './files/wrong/shown-before-stored.ts'
import { start as tornLinesSkipped } from './files/wrong/torn-lines-skipped.ts'
import { start as tornLogBegunAnew } from './files/wrong/torn-log-begun-anew.ts'
import { start as tornTailThrows } from './files/wrong/torn-tail-throws.ts'
import { start as unknownWordsThrow } from './files/wrong/unknown-words-throw.ts'
import { rebuild } from './lab.ts'

describe('the lab of rebuilding is proved', () =>
  proves(
    rebuild,
    solution,
    [
      ['the starter, whose replay posts letters', starter, 'LETTER_TWICE'],
      ['a torn tail that is an error', tornTailThrows, 'BROKE'],
      ['a torn line that is skipped, and the next one glued to it', tornLinesSkipped, 'LOST'],
      ['a log that is begun anew where it is torn', tornLogBegunAnew, 'LOST'],
      ['a word of another release that is an error', unknownWordsThrow, 'BROKE'],
      ['the clock in the fold', clockInTheFold, 'CHANGED_PAST'],
      ['several writes on their way at once', severalAtOnce, 'CHANGED_PAST'],
      ['an answer before it is stored', answersFirst, 'LOST'],
      ['shown before it is stored', shownBeforeStored, 'WENT_BACK'],
      ['payments remembered in memory alone', refsInMemory, 'PAID_TWICE'],
      ['a letter that is forgotten with the process', letterOnTheWay, 'NO_LETTER'],
      ['refusing everything', refusesEverything, 'USELESS'],
    ],
    [['a line break before each event instead of a cut', lineBreakFirst]],
  ))
