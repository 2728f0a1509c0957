import { expect, test } from 'vitest'
import { claimInWords, holds } from './claims.ts'
import type { Claim } from './scenario-shape.ts'

const answer = {
  rows: [
    { films: [1], source: 'popular' },
    { films: [], source: 'static' },
  ],
  'a/b': { '~': 1 },
  isWell: false,
}

test.for<[claim: Claim, isSo: boolean]>([
  [{ at: '/isWell', equals: 'false' }, true],
  [{ at: '/rows/0/source', equals: 'popular' }, true],
  [{ at: '/rows/2/source', equals: 'popular' }, false],
  [{ at: '/rows/*/source', isOneOf: ['popular', 'static'] }, true],
  [{ at: '/rows/*/source', equals: 'static' }, false],
  [{ at: '/rows/*/films', isFilled: true }, false],
  [{ at: '/rows/0/films', isFilled: true }, true],
  [{ at: '/rows/1/films', isFilled: false }, true],
  [{ at: '/a~1b/~0', equals: '1' }, true],
  [{ at: '/rows/1/films/*', equals: '1' }, false],
  [{ at: '/isWell/*', equals: 'false' }, false],
  [{ at: '/constructor', equals: 'x' }, false],
])('%j', ([claim, isSo]) => {
  expect(holds(claim, answer)).toBe(isSo)
  expect(claimInWords(claim)).toContain(claim.at)
})

test.for([undefined, null, 7, 'text'])('nothing is claimed of %j', (value) => {
  expect(holds({ at: '/a/*/b', equals: 'x' }, value)).toBe(false)
})
