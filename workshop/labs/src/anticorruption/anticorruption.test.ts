import { describe } from 'vitest'
import { proves } from '../test-kit/proof.ts'
import { start as solution } from './files/solution/origination.ts'
import { start as starter } from './files/starter/origination.ts'
import { start as aDefault } from './files/wrong/a-default-for-the-unknown.ts'
import { start as anyVersion } from './files/wrong/any-version.ts'
import { start as bankruptForEver } from './files/wrong/bankrupt-for-ever.ts'
import { start as breaksOnHalf } from './files/wrong/breaks-on-half-an-answer.ts'
import { start as noScoreIsZero } from './files/wrong/no-score-is-zero.ts'
import { start as oneDialect } from './files/wrong/one-dialect.ts'
import { start as refersEverything } from './files/wrong/refers-everything.ts'
import { start as strictToTheLetter } from './files/wrong/strict-to-the-letter.ts'
import { start as theirSchema } from './files/wrong/their-schema-in-our-log.ts'
import { start as unitsAsTheyCome } from './files/wrong/units-as-they-come.ts'
import { start as whoeverItIs } from './files/wrong/whoever-it-is.ts'
import { anticorruption } from './lab.ts'

describe('the lab of anticorruption layers is proved', () =>
  proves(anticorruption, solution, [
    ['the starter, which records what the bureau said', starter, 'FOREIGN_WORD'],
    ['their schema beside our words', theirSchema, 'FOREIGN_WORD'],
    ['no score read as zero', noScoreIsZero, 'MADE_UP'],
    ['a default for codes nobody knows', aDefault, 'GUESSED'],
    ['whatever version it is', anyVersion, 'GUESSED'],
    ['whoever it is about', whoeverItIs, 'OTHER_PERSON'],
    ['risk for score and years for months', unitsAsTheyCome, 'MISREAD'],
    ['a bankruptcy that is over', bankruptForEver, 'MISREAD'],
    ['refusing a field more', strictToTheLetter, 'TOO_STRICT'],
    ['breaking on half an answer', breaksOnHalf, 'NOT_RECORDED'],
    ['one of three dialects', oneDialect, 'USELESS'],
    ['referring everything', refersEverything, 'USELESS'],
  ]))
