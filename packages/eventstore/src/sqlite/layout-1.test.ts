import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStorage } from '@watertight/ports/node'
import { afterEach, beforeEach, test } from 'vitest'
import {
  Book,
  BookBought,
  BookLent,
  events,
  libraryPorts,
  Readers,
  Requests,
  reminders,
  Shelves,
} from '../fixtures/layout-1.ts'
import { eventStore } from '../store.ts'
import { positions, upTo } from '../testing/kit.ts'
import { sqlite } from './sqlite.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-layout-'))
  const fixture = join(import.meta.dirname, '../../fixtures/layout-1.sqlite')
  cpSync(fixture, join(folder, 'layout-1.sqlite'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = () =>
  eventStore({
    engine: sqlite({ storage: fileStorage(folder), name: 'layout-1' }),
    events,
    inline: [Shelves],
    tables: [Requests],
    snapshotEvery: 5,
    ports: libraryPorts(1_800_000_000_000),
  })

test('a log of layout 1 reads as it was written, old shapes in the shape of today', async () => {
  const store = await open()
  const log = await store.readLog().toArray()
  assert.deepEqual(positions(log), upTo(31))
  const { at, ...first } = log[0] as (typeof log)[number]
  assert.deepEqual(first, {
    type: 'BookBought',
    data: { title: 'Walden', shelf: 'unsorted' },
    stream: 'book-1',
    revision: 1,
    position: 1,
    id: 'first-1',
    meta: {},
  })
  assert.equal(at.getTime(), 1_767_226_200_000)
  assert.deepEqual(log[1]?.meta, { by: 'desk' })
  assert(log.every((e, i) => i === 0 || e.at >= (log[i - 1] as typeof e).at))
  const where = [{ types: [BookBought], tags: { shelf: 'sea' } }, { tags: { reader: 'bob' } }]
  assert.deepEqual(positions(await store.readLog({ where }).toArray()), [3, 30])
  await store.close()
})

test('rows, checkpoints, parked events and snapshots of layout 1 are taken up', async () => {
  const store = await open()
  assert.deepEqual(await store.rows(Shelves).find(), [
    { book: 'book-1', lent: 5, reader: null, since: null, at: 29 },
    { book: 'book-2', lent: 5, reader: null, since: null, at: 31 },
    { book: 'book-3', lent: 4, reader: null, since: null, at: 27 },
  ])
  assert.deepEqual(await store.rows(Requests).find(), [{ key: 'buy', position: 3 }])
  const book = await store.load(Book, 'book-1')
  assert.deepEqual(book, { state: { lent: 5 }, revision: 11, fromSnapshot: 11 })
  const readers = await store.project(Readers)
  assert.equal(readers.position, 30)
  await readers.seen()
  const reminding = await store.consume('reminders', reminders(false))
  assert.equal(reminding.position, 31)
  assert.deepEqual(positions(await reminding.parked()), [30, 31])
  assert.equal(await reminding.retryParked(), 2)
  for (const projection of [Shelves, Readers])
    assert.deepEqual(await store.verify(projection), { rows: 3, different: [] })
  await store.close()
})

test('a log of layout 1 is appended on', async () => {
  const store = await open()
  const lent = BookLent({ reader: 'dora' })
  const answer = await store.append('book-2', lent, { expect: 11 })
  assert(answer.is === 'appended')
  assert.deepEqual([answer.revision, answer.position], [12, 32])
  const bought = BookBought({ title: 'Walden', shelf: 'unsorted' })
  const again = await store.append('book-1', bought, { ids: ['first-1'] })
  assert.deepEqual([again.is, again.revision, again.position], ['duplicate', 1, 1])
  const claim = [Requests.claim({ key: 'buy', position: 0 })]
  assert.equal((await store.append('book-1', lent, { writes: claim })).is, 'taken')
  const failIf = { query: { tags: { reader: 'bob' } }, after: 29 }
  const refused = await store.append('book-1', lent, { failIf })
  assert.deepEqual(refused, { is: 'conditionFailed', position: 30 })
  const shelf = await store.rows(Shelves).get({ book: 'book-2' })
  assert.deepEqual([shelf?.lent, shelf?.reader], [6, 'dora'])
  await store.close()
})
