import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'vitest'
import type { StoredEvent } from '../engine.ts'
import { eventOf, lineOf } from './line.ts'

const word = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed())
const count = fc.integer({ min: 1 })
const text = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value))
const event: fc.Arbitrary<StoredEvent> = fc.record({
  position: count,
  stream: word,
  revision: count,
  type: word,
  version: count,
  at: fc.nat(),
  id: word,
  tags: fc.array(word),
  meta: fc.option(fc.dictionary(word, fc.jsonValue()).map((value) => JSON.stringify(value))),
  data: text,
})

test('a line is the event: one line of text, and the same event and text again', () => {
  fc.assert(
    fc.property(event, (given) => {
      const line = lineOf(given)
      assert(!line.includes('\n'))
      const back = eventOf(line, 1)
      assert.deepEqual(back, { ...given })
      assert.equal(lineOf(back), line)
    }),
    { seed: 1, numRuns: 1_000 },
  )
})
