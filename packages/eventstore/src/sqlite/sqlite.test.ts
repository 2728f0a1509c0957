import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { afterEach, beforeEach, test } from 'vitest'
import type { Commit, NewEvent } from '../engine.ts'
import { eventStore } from '../store.ts'
import { CaseClock } from '../testing/clock.ts'
import { code, commitOf, positions, upTo } from '../testing/kit.ts'
import { added, events, ItemAdded, OrderList, placed } from '../testing/shop.ts'
import { sqlite } from './sqlite.ts'

let databases: DatabaseSync[] = []
beforeEach(() => {
  databases = []
})
afterEach(() => {
  for (const db of databases) if (db.isOpen) db.close()
})

/** A disk in memory, prepared by `pragmas`. */
const storageWith = (pragmas: string) => ({
  open() {
    const db = new DatabaseSync(':memory:')
    db.exec(pragmas)
    databases.push(db)
    return db
  },
})

async function storeOn(storage: ReturnType<typeof storageWith>) {
  const clock = new CaseClock()
  const ports = { clock, ids: uuidv7(clock, seededRandom(1)) }
  const engine = sqlite({ storage, name: 'log' })
  const store = await eventStore({ engine, events, inline: [OrderList], ports })
  const [db] = databases as [DatabaseSync]
  return { store, db }
}

test('a database that would acknowledge before it is durable is refused', () => {
  for (const less of ['off', 'normal'])
    assert.throws(
      () => sqlite({ storage: storageWith(`pragma synchronous = ${less}`), name: 'log' }),
      code('WT_NOT_DURABLE'),
    )
  assert(databases.every((db) => !db.isOpen))
})

test('the open database syncs fully, waits for other writers and says its layout', async () => {
  const { store, db } = await storeOn(storageWith(''))
  const read = (name: string) => Object.values(db.prepare(`pragma ${name}`).get() ?? {})[0]
  assert.equal(read('synchronous'), 2)
  assert.equal(read('busy_timeout'), 5_000)
  assert.equal(read('user_version'), 1)
  await store.close()
})

test('a layout of a newer release is refused, and left as it is', () => {
  const storage = storageWith('pragma user_version = 2')
  assert.throws(() => sqlite({ storage, name: 'log' }), code('WT_LAYOUT_NEWER'))
})

test('a disk that is really full refuses what does not fit, and the store goes on', async () => {
  const { store, db } = await storeOn(storageWith(''))
  await store.append('a', placed('ann'))
  const pages = Number(db.prepare('pragma page_count').get()?.page_count)
  db.exec(`pragma max_page_count = ${pages + 4}`)
  const big = 'x'.repeat(50_000)
  const answers = await Promise.allSettled([
    store.append('c', placed('bob')),
    store.append('b', placed(big)),
    store.append('c', added()),
  ])
  const [before, refused, after] = answers
  assert(refused?.status === 'rejected' && code('WT_ENGINE_FAILED')(refused.reason))
  assert.match(refused.reason.message, /full/)
  assert(before?.status === 'fulfilled' && after?.status === 'fulfilled')
  assert.deepEqual(positions([before.value, after.value]), [2, 3])
  db.exec('pragma max_page_count = 100000')
  assert.equal((await store.append('b', placed(big), { expect: 'none' })).is, 'appended')
  assert.deepEqual(positions(await store.readLog().toArray()), upTo(4))
  assert.deepEqual(await store.verify(OrderList), { rows: 3, different: [] })
  await store.close()
})

test('a batch that cannot begin fails by code, and the next one goes on', async () => {
  const { store, db } = await storeOn(storageWith(''))
  db.exec('begin immediate')
  await assert.rejects(store.append('a', placed()), code('WT_ENGINE_FAILED'))
  db.exec('rollback')
  assert.equal((await store.append('a', placed())).position, 1)
  await store.close()
})

test('an unchanged head costs one pragma, whatever the log holds', async () => {
  const { store, db } = await storeOn(storageWith(''))
  await Promise.all(upTo(50).map((i) => store.append('a', added(i))))
  const engine = sqlite({ storage: { open: () => db }, name: 'log' })
  assert.equal(await engine.head(), 50)
  await store.append('a', added())
  // through one connection, so no other has committed: the engine answers from what it remembers
  assert.equal(await engine.head(), 50)
  await store.close()
})

test('a condition is judged right, however many words the engine has seen', async () => {
  const engine = sqlite({ storage: storageWith(''), name: 'log' })
  await engine.open([])
  const [pages, page] = [51, 1_000]
  const eventOf = (n: number) => ({
    ...{ id: `${n}`, type: 'Seen', version: 1, data: '{}', meta: null },
    tags: [`n:${n}`],
  })
  const append = (events: readonly NewEvent[], failIf: Commit['failIf'] = null) =>
    engine.commit([commitOf({ parts: [{ stream: 'a', expect: 'any', events }], failIf })])
  for (let from = 0; from < pages * page; from += page)
    await append(upTo(page).map((n) => eventOf(from + n)))
  for (const n of [1, 25_000, 49_999, 50_000, 50_001, 50_002, 51_000]) {
    const query = [{ types: [], tags: [`n:${n}`] }]
    const [refused] = await append([eventOf(-n)], { query, after: n - 1 })
    assert.deepEqual(refused, { is: 'conditionFailed', position: n })
    const [held] = await append([eventOf(-n)], { query, after: n })
    assert.equal(held?.is, 'appended')
  }
  await engine.close()
})

test('a condition over what this engine itself has written asks the database nothing while it holds', async () => {
  const searches: string[] = []
  const storage = storageWith('')
  const open = () => {
    const db = storage.open()
    const prepare = db.prepare.bind(db)
    db.prepare = (sql) => {
      if (/tag_id = .* limit 1$|type_id in .* limit 1$/.test(sql)) searches.push(sql)
      return prepare(sql)
    }
    return db
  }
  const { store } = await storeOn({ open })
  await store.append('a', [placed('ann'), added()])
  const queries = [{ tags: { customer: 'ann' } }, { types: [ItemAdded] }]
  for (const [n, query] of queries.entries()) {
    const { is } = await store.append('a', placed('bob'), { failIf: { query, after: 2 + n } })
    assert.equal(is, 'appended')
  }
  assert.deepEqual(searches, [])
  for (const query of queries) {
    const { is } = await store.append('a', placed('bob'), { failIf: { query, after: 0 } })
    assert.equal(is, 'conditionFailed')
  }
  assert.equal(searches.length, 2)
  await store.close()
})
