import assert from 'node:assert/strict'
import { test } from 'vitest'
import { explore } from './test-kit/explore.ts'

test('for 20 seconds processes die at boundaries and at random, and no log loses, doubles or reorders an event', async () => {
  const counts = await explore(1, { seconds: 20, kills: 1, events: 0 })
  console.log('explored', JSON.stringify(counts))
  assert(counts.answers > 0)
}, 120_000)

test(
  'an engine that answers before the commit is found to lose',
  () =>
    assert.rejects(
      explore(2, { seconds: 0, kills: 20, events: 0 }, { sabotage: 'answers before the commit' }),
      /was answered and is lost/,
    ),
  120_000,
)

test(
  'an engine that commits half an append is found to tear',
  () =>
    assert.rejects(
      explore(3, { seconds: 0, kills: 20, events: 0 }, { sabotage: 'commits half an append' }),
      // an append in half, rows without their events, or a stream that counts events it has not
      /torn|differ|has a hole/,
    ),
  120_000,
)
