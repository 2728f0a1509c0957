import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { fileStorage } from '@watertight/ports/node'
import { afterEach, beforeEach, test } from 'vitest'
import type { Engine } from '../engine.ts'
import { eventStore } from '../store.ts'
import { CaseClock } from '../testing/clock.ts'
import { code, positions, upTo } from '../testing/kit.ts'
import { added, events, OrderList, placed } from '../testing/shop.ts'
import { sqlite } from './sqlite.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

let stores = 0
const storeOn = (engine: Engine) => {
  const clock = new CaseClock()
  const ports = { clock, ids: uuidv7(clock, seededRandom(++stores)) }
  return eventStore({ engine, events, inline: [OrderList], ports })
}
const file = (name: string) => join(folder, `${name}.sqlite`)
const log = () => ({ storage: fileStorage(folder), name: 'log' })

for (const writer of ['main', 'thread'] as const)
  test(`a backup taken while the writer on ${writer} appends is the log up to its head, and can be appended on`, async () => {
    const engine = sqlite({ ...log(), writer })
    const store = await storeOn(engine)
    for (const i of upTo(20)) await store.append(`order-${i}`, [placed(), added(i)])
    const appends = Promise.all(upTo(200).map((i) => store.append(`order-${i}`, added(i))))
    const head = await engine.backup(file('copy'))
    await appends
    assert(head >= 40 && head <= 240)
    assert.equal(await store.head(), 240)
    const whole = await store.readLog({ limit: head }).toArray()
    await store.close()
    assert(!existsSync(file('copy-wal')) && !existsSync(file('copy-shm')))

    const restored = await storeOn(sqlite({ storage: fileStorage(folder), name: 'copy' }))
    assert.deepEqual(await restored.readLog().toArray(), whole)
    assert.deepEqual((await restored.verify(OrderList)).different, [])
    const { is, position } = await restored.append('order-1', added())
    assert.deepEqual([is, position], ['appended', head + 1])
    await restored.close()
  })

for (const writer of ['main', 'thread'] as const)
  test(`a commit of the writer on ${writer} is hinted once, where it was made; another process finds it by asking`, async () => {
    const [own, other] = [sqlite({ ...log(), writer }), sqlite(log())]
    const store = await storeOn(own)
    const hints = { own: 0, other: 0 }
    own.onChange(() => hints.own++)
    other.onChange(() => hints.other++)
    for (const n of upTo(5)) {
      await store.append('a', added())
      assert.deepEqual([hints.own, hints.other, await other.head()], [n, 0, n])
    }
    await store.close()
    await other.close()
  })

test('a backup replaces the one before', async () => {
  const engine = sqlite(log())
  const store = await storeOn(engine)
  for (const n of upTo(3)) {
    await store.append('a', added())
    assert.equal(await engine.backup(file('copy')), n)
  }
  await assert.rejects(engine.backup(join(folder, 'nowhere', 'copy.sqlite')))
  await store.append('a', added())
  assert.deepEqual(positions(await store.readLog().toArray()), upTo(4))
  await store.close()
})

test('a backup over a file that somebody writes says so, and leaves it alone', async () => {
  const engine = sqlite(log())
  const store = await storeOn(engine)
  await store.append('a', added())
  await engine.backup(file('copy'))
  await store.append('a', added())
  const other = new DatabaseSync(file('copy'))
  other.exec('begin immediate')
  await assert.rejects(engine.backup(file('copy')), code('WT_BACKUP_BUSY'))
  const held = other.prepare('select max(position) as head from wt_events').get()
  assert.equal(held?.head, 1)
  other.exec('rollback')
  other.close()
  assert.equal(await engine.backup(file('copy')), 2)
  await store.close()
})

test('a writer thread is refused where the database is in no file', () => {
  const storage = { open: () => new DatabaseSync(':memory:') }
  assert.throws(() => sqlite({ storage, name: 'log', writer: 'thread' }), code('WT_OPTION_INVALID'))
})

test('a log that may not be written is read, and refuses to append by code', async () => {
  const before = await storeOn(sqlite(log()))
  await before.append('a', placed())
  await before.close()
  const storage = { open: () => new DatabaseSync(file('log'), { readOnly: true }) }
  const store = await storeOn(sqlite({ storage, name: 'log' }))
  assert.deepEqual(positions(await store.readLog().toArray()), [1])
  await assert.rejects(store.append('a', added()), code('WT_READ_ONLY'))
  await store.close()
})

test('a log that becomes read-only refuses to append by code, and is read on', async () => {
  const databases: DatabaseSync[] = []
  const open = (name: string) => {
    const db = fileStorage(folder).open(name)
    databases.push(db)
    return db
  }
  const store = await storeOn(sqlite({ storage: { open }, name: 'log' }))
  await store.append('a', placed())
  databases[0]?.exec('pragma query_only = on')
  await assert.rejects(store.append('a', added()), code('WT_READ_ONLY'))
  assert.deepEqual(positions(await store.readLog().toArray()), [1])
  databases[0]?.exec('pragma query_only = off')
  assert.equal((await store.append('a', added())).is, 'appended')
  await store.close()
})

test('a file that is no database is refused by code, and left as it is', () => {
  writeFileSync(file('log'), 'this is a shopping list, not a database'.repeat(100))
  const before = readFileSync(file('log'))
  assert.throws(() => sqlite(log()), code('WT_LOG_CORRUPT'))
  assert.deepEqual(readFileSync(file('log')), before)
})

test('a log with damaged pages is told by code when they are read', async () => {
  const store = await storeOn(sqlite(log()))
  for (const i of upTo(300)) void store.append(`order-${i}`, [placed(), added(i)])
  await store.close()
  const bytes = readFileSync(file('log'))
  bytes.fill(0xa5, 8 * 4096)
  writeFileSync(file('log'), bytes)
  await assert.rejects(async () => {
    const damaged = await storeOn(sqlite(log()))
    try {
      await damaged.readLog().toArray()
    } finally {
      await damaged.close()
    }
  }, code('WT_LOG_CORRUPT'))
})

test('a folder that cannot be opened is refused by code', () => {
  const storage = { open: () => new DatabaseSync(join(folder, 'no', 'such', 'folder', 'log')) }
  assert.throws(() => sqlite({ storage, name: 'log' }), code('WT_LOG_UNOPENED'))
})
