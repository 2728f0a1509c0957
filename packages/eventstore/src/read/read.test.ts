import assert from 'node:assert/strict'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { test } from 'vitest'
import type { StoredEvent } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import { eventStore } from '../store.ts'
import { CaseClock } from '../testing/clock.ts'
import { revisions, upTo } from '../testing/kit.ts'
import { added, events, noted } from '../testing/shop.ts'

async function storeOf(many: number, meta = {}) {
  const clock = new CaseClock()
  const ports = { clock, ids: uuidv7(clock, seededRandom(1)) }
  const store = await eventStore({ engine: memory(), events, ports })
  await store.append(
    'a',
    upTo(many).map((n) => added(n)),
    { meta },
  )
  return store
}

test('events asked for before the last one came are each given once, in order', async () => {
  const store = await storeOf(1_200)
  const reading = store.read('a')[Symbol.asyncIterator]()
  const asked = await Promise.all(upTo(1_203).map(() => reading.next()))
  assert.deepEqual(
    revisions(asked.filter(({ done }) => !done).map(({ value }) => value)),
    upTo(1_200),
  )
  assert.deepEqual(asked.at(-1), { done: true, value: undefined })
  await store.close()
})

test('a reading that was left gives nothing more', async () => {
  const store = await storeOf(3)
  const reading = store.read('a')[Symbol.asyncIterator]()
  await reading.next()
  await reading.return?.()
  assert.deepEqual(await reading.next(), { done: true, value: undefined })
  await store.close()
})

test('meta is whole and cannot be changed: events stored together share it', async () => {
  const meta = { by: 'web', roles: [{ name: 'clerk' }] }
  const store = await storeOf(2, meta)
  const [first, second] = await store.read('a').toArray()
  assert.deepEqual(first?.meta, meta)
  assert.deepEqual({ ...second?.meta }, meta)
  assert.equal(JSON.stringify(second?.meta), JSON.stringify(meta))
  const roles = first?.meta.roles as readonly object[]
  for (const part of [first?.meta, roles, roles[0]]) assert(Object.isFrozen(part))
  await store.close()
})

test.each([
  ['two values', '{"n":1},{"n":2}'],
  ['nothing', ''],
  ['half a value', '{"n":'],
])('an event whose data was altered to %s is never taken for another', async (_, altered) => {
  const stored = (n: number): StoredEvent => ({
    ...{ id: `${n}`, type: 'ItemAdded', version: 1, data: n === 2 ? altered : '{}', meta: null },
    ...{ tags: [], stream: 'a', revision: n, position: n, at: 0 },
  })
  const clock = new CaseClock()
  const store = await eventStore({
    engine: { ...memory(), readStream: async () => upTo(3).map(stored) },
    events,
    ports: { clock, ids: uuidv7(clock, seededRandom(1)) },
  })
  await assert.rejects(store.read('a').toArray(), SyntaxError)
  await store.close()
})

test('what is too long to be parsed together is read as it was written', async () => {
  const store = await storeOf(1)
  const long = 'x'.repeat(400_000)
  await store.append(
    'long',
    upTo(4).map((n) => noted(`${n}${long}`)),
  )
  const read = await store.read('long').toArray()
  assert.deepEqual(
    read.map(({ data }) => data),
    upTo(4).map((n) => noted(`${n}${long}`).data),
  )
  await store.close()
})
