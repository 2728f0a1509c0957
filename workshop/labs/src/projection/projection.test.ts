import { describe } from 'vitest'
import { proves } from '../test-kit/proof.ts'
import { start as rowsWithAPosition } from './files/right/rows-with-a-position.ts'
import { start as solution } from './files/solution/balances.ts'
import { start as starter } from './files/starter/balances.ts'
import { start as checkpointFirst } from './files/wrong/checkpoint-first.ts'
import { start as inMemory } from './files/wrong/in-memory.ts'
import { start as refusesEverything } from './files/wrong/refuses-everything.ts'
import { start as seenInMemory } from './files/wrong/seen-in-memory.ts'
import { start as shownBeforeStored } from './files/wrong/shown-before-stored.ts'
import { start as stopsAtAnError } from './files/wrong/stops-at-an-error.ts'
import { start as trustsTheFeed } from './files/wrong/trusts-the-feed.ts'
import { start as twoReadsForARow } from './files/wrong/two-reads-for-a-row.ts'
import { projection } from './lab.ts'

describe('the lab of projections is proved', () =>
  proves(
    projection,
    solution,
    [
      ['the starter, which stores rows and then the checkpoint', starter, 'COUNTED_TWICE'],
      ['the checkpoint before the rows', checkpointFirst, 'LOST'],
      ['what was seen kept in memory', seenInMemory, 'COUNTED_TWICE'],
      ['a feed that is trusted to deliver once', trustsTheFeed, 'COUNTED_TWICE'],
      ['a row that is read in two halves', twoReadsForARow, 'NEVER_WAS'],
      ['rows in memory alone', inMemory, 'REREAD'],
      ['shown before it is stored', shownBeforeStored, 'WENT_BACK'],
      ['a loop that its first error ends', stopsAtAnError, 'BEHIND'],
      ['refusing everything', refusesEverything, 'USELESS'],
    ],
    [['rows that know the last event in them, stored one by one', rowsWithAPosition]],
  ))
