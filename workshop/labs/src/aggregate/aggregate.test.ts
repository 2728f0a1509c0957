import { describe } from 'vitest'
import { proves } from '../test-kit/proof.ts'
import { start as oneAfterTheOther } from './files/right/one-after-the-other.ts'
import { start as solution } from './files/solution/credit.ts'
import { start as starter } from './files/starter/credit.ts'
import { start as checkThenAct } from './files/wrong/check-then-act.ts'
import { start as floatMoney } from './files/wrong/float-money.ts'
import { start as halfAnImport } from './files/wrong/half-an-import.ts'
import { start as noSign } from './files/wrong/no-sign.ts'
import { start as recordedBeforeRefused } from './files/wrong/recorded-before-refused.ts'
import { start as refusesEverything } from './files/wrong/refuses-everything.ts'
import { start as sharesThatLoseACent } from './files/wrong/shares-that-lose-a-cent.ts'
import { start as statesForgotten } from './files/wrong/states-forgotten.ts'
import { start as throws } from './files/wrong/throws.ts'
import { aggregate } from './lab.ts'

describe('the lab of aggregates is proved', () =>
  proves(
    aggregate,
    solution,
    [
      ['the starter, whose rules stand at one of two doors', starter, 'SIDE_DOOR'],
      ['a check before a wait and the deed after it', checkThenAct, 'RACED'],
      ['amounts below zero', noSign, 'BROKEN_RULE'],
      ['drawing on what is closed', statesForgotten, 'BROKEN_RULE'],
      ['an import that is kept in half', halfAnImport, 'REFUSED_AND_RECORDED'],
      ['recorded, and refused in the end', recordedBeforeRefused, 'REFUSED_AND_RECORDED'],
      ['money in binary fractions', floatMoney, 'INEXACT'],
      ['equal shares that lose a cent', sharesThatLoseACent, 'INEXACT'],
      ['an exception instead of a reason', throws, 'NO_REASON'],
      ['refusing everything', refusesEverything, 'USELESS'],
    ],
    [['a borrower’s commands in turn, each decided before it asks', oneAfterTheOther]],
  ))
