import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { systemClock as clock } from '@watertight/ports/node'
import pg from 'pg'
import { afterEach, inject, test } from 'vitest'
import type { Engine } from '../engine.ts'
import { addressOf, place, ports, run } from '../fixtures/postgres-place.ts'
import { eventStore } from '../store.ts'
import { code, commitOf, positions, upTo } from '../testing/kit.ts'
import { added, events, OrderList, placed, Requests } from '../testing/shop.ts'
import { type PostgresOptions, postgres } from './postgres.ts'

const connection = await addressOf(inject('postgres'))
const ids = uuidv7(clock, seededRandom(2))

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function at(options: Partial<PostgresOptions> = {}) {
  const here = place(connection, options)
  ends.push(here.remove)
  return here
}
async function storeOn(engine: Engine, options: object = {}) {
  const store = await eventStore({ engine, events, ports: { clock, ids }, ...options })
  ends.push(store.close)
  return store
}
const opening = (options: Partial<PostgresOptions>) =>
  eventStore({ engine: postgres({ connection, ports, ...options }), events, ports: { clock, ids } })

test('logs of one schema have their own positions, streams, ids, rows and checkpoints', async () => {
  const { schema } = at()
  const options = { inline: [OrderList], tables: [Requests] }
  const stores = await Promise.all(
    ['acme', 'zenith'].map((log) => storeOn(postgres({ connection, schema, log, ports }), options)),
  )
  for (const [i, store] of stores.entries()) {
    const writes = [Requests.claim({ key: 'k', body: `${i}`, position: 0 })]
    const append = { ids: ['one', 'two'], expect: 'none' as const, writes }
    const answer = await store.append('a', [placed(`c${i}`), added(i)], append)
    assert.deepEqual([answer.is, 'position' in answer && answer.position], ['appended', 2])
  }
  for (const [i, store] of stores.entries()) {
    assert.equal((await store.rows(Requests).get({ key: 'k' }))?.body, `${i}`)
    assert.equal((await store.rows(OrderList).find()).length, 1)
    const found = store.readLog({ where: { tags: { customer: `c${1 - i}` } } })
    assert.deepEqual(await found.toArray(), [])
    assert.deepEqual((await store.verify(OrderList)).different, [])
  }
})

test('a commit of one log waits for no commit of another', async () => {
  const { schema } = at()
  const [one, two] = await Promise.all(
    ['one', 'two'].map((log) => storeOn(postgres({ connection, schema, log, ports }))),
  )
  const client = await connected()
  await client.query('begin')
  await client.query(`select * from ${schema}.wt_heads where log = 'one' for update`)
  const waiting = one?.append('a', placed())
  assert.equal((await two?.append('a', placed()))?.position, 1)
  await client.query('rollback')
  assert.equal((await waiting)?.position, 1)
})

test('a commit of another process reaches a subscriber by its announcement, before any poll', async () => {
  const here = at()
  const [reader, writer] = [await storeOn(here.open()), await storeOn(here.open())]
  const consumer = await reader.consume('c', { handle: () => {} })
  await consumer.seen()
  for (const i of upTo(20)) {
    const answer = await writer.append('a', added(i))
    await consumer.seen(answer.position)
  }
  await consumer.stop()
})

test('tags and names of any length are stored, found and told apart', async () => {
  const here = at()
  const store = await storeOn(here.open())
  const long = 'é'.repeat(9_000)
  await store.append('a', [placed(long), placed(`${long}!`), placed('a\0b'), placed('\ud800')])
  const found = async (customer: string) =>
    positions(await store.readLog({ where: { tags: { customer } } }).toArray())
  assert.deepEqual(await found(long), [1])
  assert.deepEqual(await found(`${long}!`), [2])
  assert.deepEqual(await found('a\0b'), [3])
  assert.deepEqual(await found('\ud801'), [4])
})

test('tables and columns with names longer than PostgreSQL allows are told apart', async () => {
  const here = at()
  const name = 'x'.repeat(100)
  const columns = { [`${name}1`]: 'text', [`${name}2`]: 'integer?' } as const
  const tables = ['a', 'b'].map((end) => ({ name: name + end, columns, key: [`${name}1`] }))
  const engine = here.open()
  await engine.open(tables)
  const put = (table: string, n: number) =>
    engine.commit([
      commitOf({
        writes: [{ op: 'put', table, row: { [`${name}1`]: 'k', [`${name}2`]: n }, if: 'absent' }],
      }),
    ])
  await put(`${name}a`, 1)
  await put(`${name}b`, 2)
  const row = { [`${name}1`]: 'k', [`${name}2`]: 2 }
  assert.deepEqual(await engine.rows({ table: `${name}b`, where: {} }), [row])
  const [again] = await put(`${name}b`, 3)
  assert.deepEqual(again, { is: 'taken', table: `${name}b`, guard: 'absent', row })
  await engine.close()
})

test('a wrong password, a missing database and a server that is not there are told by code, without the password', async () => {
  const isTold = (expected: string) => (error: Error) => {
    assert.equal((error as { code?: string }).code, expected)
    assert(!inspect(error, { depth: 9, showHidden: true }).includes('secret-word'))
    return true
  }
  const refused = async (expected: string, change: (url: URL) => void) => {
    const url = new URL(connection)
    url.username = 'guarded'
    url.password = 'secret-word'
    change(url)
    await assert.rejects(opening({ connection: url.href }), isTold(expected))
  }
  await run(connection, `create role guarded login password 'right'`)
  await refused('WT_DATABASE_REFUSED', () => {})
  await refused('WT_DATABASE_REFUSED', (url) => Object.assign(url, { pathname: '/nowhere' }))
  await refused('WT_DATABASE_REFUSED', (url) => Object.assign(url, { username: 'not-a-user' }))
  await refused('WT_DATABASE_UNREACHABLE', (url) => Object.assign(url, { port: '1' }))
  assert.throws(
    () => postgres({ connection: 'postgres://guarded:secret-word@[', ports }),
    isTold('WT_OPTION_INVALID'),
  )
})

test('a user without the right to create is refused by code, and may use what is there', async () => {
  const here = at()
  await run(connection, 'create role tenant login').catch(() => {})
  const url = new URL(connection)
  url.username = 'tenant'
  const as = { connection: url.href, schema: here.schema }
  await assert.rejects(opening(as), code('WT_DATABASE_REFUSED'))
  await (await opening({ schema: here.schema })).close()
  await run(
    connection,
    `grant usage on schema ${here.schema} to tenant;
     grant select, insert, update on all tables in schema ${here.schema} to tenant;
     grant usage on all sequences in schema ${here.schema} to tenant`,
  )
  const store = await opening(as)
  assert.equal((await store.append('a', placed())).position, 1)
  await store.close()
  await run(connection, `drop owned by tenant`)
})

test('a database that takes no writes can be read, and refuses appends by code', async () => {
  const here = at()
  const store = await storeOn(here.open())
  await store.append('a', placed())
  const readOnly = { connection: `${connection}?options=-c%20default_transaction_read_only%3Don` }
  const reader = await opening({ ...readOnly, schema: here.schema })
  assert.equal((await reader.read('a').toArray()).length, 1)
  await assert.rejects(reader.append('a', placed()), code('WT_READ_ONLY'))
  await reader.close()
  await assert.rejects(opening({ ...readOnly, schema: 'not_there' }), code('WT_READ_ONLY'))
})

test('a session that does not make commits durable is refused, unless the loss is named', async () => {
  const here = at()
  const off = { connection: `${connection}?options=-c%20synchronous_commit%3Doff` }
  const options = { ...off, schema: here.schema }
  await assert.rejects(opening(options), code('WT_NOT_DURABLE'))
  const store = await opening({ ...options, synchronousCommit: 'off' })
  assert.equal((await store.append('a', placed())).position, 1)
  await store.close()
})

test('a layout of a newer release is refused, and left as it is', async () => {
  const here = at()
  await (await storeOn(here.open())).close()
  await run(connection, `insert into ${here.schema}.wt_layout(version) values(99)`)
  await assert.rejects(opening({ schema: here.schema }), code('WT_LAYOUT_NEWER'))
})

async function connected(): Promise<pg.Client> {
  const client = new pg.Client(connection)
  await client.connect()
  ends.push(() => client.end())
  return client
}

test('an append inside a transaction is stored with what else it does', async () => {
  const here = at()
  const engine = here.open()
  const store = await storeOn(engine, { inline: [OrderList] })
  const client = await connected()
  await client.query(`create table ${here.schema}.invoices(id text primary key)`)
  const pay = async (id: string, end: 'commit' | 'rollback') => {
    await client.query('begin')
    const transaction = engine.transaction(client)
    const answer = store.within(transaction).append('a', [placed(), added()], { expect: 'none' })
    await client.query(`insert into ${here.schema}.invoices values($1)`, [id])
    await transaction.write()
    const { is } = await answer
    assert.equal(await store.head(), 0)
    await client.query(end)
    return is
  }
  assert.equal(await pay('one', 'rollback'), 'appended')
  assert.equal(await store.head(), 0)
  const consumer = await store.consume('c', { handle: () => {} })
  assert.equal(await pay('two', 'commit'), 'appended')
  await consumer.seen(2)
  const { rows } = await client.query(`select id from ${here.schema}.invoices`)
  assert.deepEqual(rows, [{ id: 'two' }])
  assert.deepEqual((await store.verify(OrderList)).different, [])
  assert.equal((await store.rows(OrderList).find()).length, 1)
})

test('a statement over declared tables is planned once a session, whatever is rolled back', async () => {
  const engine = at().open()
  const store = await storeOn(engine, { inline: [OrderList] })
  const client = await connected()
  for (const end of ['rollback', 'commit', 'rollback']) {
    await client.query('begin')
    const transaction = engine.transaction(client)
    const answer = store.within(transaction).append('a', [placed(), added()])
    await transaction.write()
    assert.equal((await answer).is, 'appended')
    await client.query(end)
  }
  const { rows } = await client.query(
    `select generic_plans::int as used, custom_plans::int as planned
     from pg_prepared_statements where name ~ '^wt_[0-9a-f]{32}$'`,
  )
  assert.ok(rows.length >= 2)
  for (const row of rows) assert.deepEqual(row, { used: 3, planned: 0 })
})

test('appends inside a transaction see the ones before them, and others wait until it ends', async () => {
  const here = at()
  const engine = here.open()
  const store = await storeOn(engine)
  const client = await connected()
  await client.query('begin')
  const transaction = engine.transaction(client)
  const inside = store.within(transaction)
  const answers = [
    inside.append('a', placed(), { expect: 'none' }),
    inside.append('a', placed(), { expect: 'none' }),
    inside.append('a', added(), { expect: 1 }),
  ]
  await transaction.write()
  const outside = store.append('a', added(), { expect: 2 })
  const is = (await Promise.all(answers)).map((answer) => answer.is)
  assert.deepEqual(is, ['appended', 'conflict', 'appended'])
  await client.query('commit')
  assert.equal((await outside).is, 'appended')
})

test('an append that fails inside a transaction takes the whole of it along', async () => {
  const here = at()
  const engine = here.open()
  const store = await storeOn(engine)
  const client = await connected()
  const transaction = engine.transaction(client)
  const early = store.within(transaction).append('a', placed())
  await transaction.write()
  await assert.rejects(early, code('WT_OPTION_INVALID'))
  await client.query('begin')
  await client.query('select 1/0').catch(() => {})
  const late = store.within(transaction).append('a', placed())
  await transaction.write()
  await assert.rejects(late, code('WT_ENGINE_FAILED'))
  await client.query('rollback')
  assert.equal(await store.head(), 0)
})
