import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeEach, describe, inject, test } from 'vitest'
import { layout1Cases } from '../../fixtures/layout-1-cases.ts'
import { addressOf, place, ports, run } from '../../fixtures/postgres-place.ts'
import { code } from '../../testing/kit.ts'
import { postgres } from '../postgres.ts'
import { type Migration, openLayout } from './layout.ts'

const connection = await addressOf(inject('postgres'))

describe('layout 1', () => {
  const fixture = readFileSync(
    join(import.meta.dirname, '../../../fixtures/layout-1.postgres.sql'),
    'utf8',
  )
  const drop = () => run(connection, 'drop schema if exists layout_1 cascade')
  beforeEach(async () => {
    await drop()
    await run(connection, fixture)
  })
  afterAll(drop)
  layout1Cases(test, () => postgres({ connection, schema: 'layout_1', ports }))

  test('its functions become those of today', async () => {
    const today = place(connection)
    for (const engine of [today.open(), postgres({ connection, schema: 'layout_1', ports })]) {
      await engine.open([])
      await engine.close()
    }
    assert.deepEqual(await functionsOf('layout_1'), await functionsOf(today.schema))
    await today.remove()
  })
})

/** The functions of a schema, without its name. */
async function functionsOf(schema: string): Promise<string[]> {
  const { rows } = await run(
    connection,
    `select pg_get_functiondef(oid) as text from pg_proc
     where pronamespace = '${schema}'::regnamespace order by proname`,
  )
  assert.ok(rows.length > 0)
  return rows.map(({ text }) => text.replaceAll(schema, 's'))
}

/** Opens with these steps, as a process of a release that has them. */
async function openWith(schema: string, steps: readonly Migration[]): Promise<void> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await openLayout(client, schema, steps)
  } finally {
    await client.end()
  }
}

const first: Migration = (s) => `create table ${s}.one(n integer)`
const second: Migration = (s) =>
  `alter table ${s}.one add column m integer; create table ${s}.two()`

test('a later release brings the layout up to its own, once, however many processes open at once', async () => {
  const { schema, remove } = place(connection)
  await openWith(schema, [first])
  await run(connection, `insert into ${schema}.one values(1)`)
  await Promise.all(Array.from({ length: 5 }, () => openWith(schema, [first, second])))
  const { rows } = await run(connection, `select n, m from ${schema}.one`)
  assert.deepEqual(rows, [{ n: 1, m: null }])
  const versions = await run(connection, `select version from ${schema}.wt_layout order by 1`)
  assert.deepEqual(versions.rows, [{ version: 1 }, { version: 2 }])
  await assert.rejects(openWith(schema, [first]), code('WT_LAYOUT_NEWER'))
  await remove()
})

test('a migration that fails leaves the layout as it was', async () => {
  const { schema, remove } = place(connection)
  await openWith(schema, [first])
  await assert.rejects(openWith(schema, [first, second, () => 'select 1/0']))
  const { rows } = await run(connection, `select max(version) as version from ${schema}.wt_layout`)
  assert.deepEqual(rows, [{ version: 1 }])
  const two = await run(connection, `select to_regclass('${schema}.two') as two`)
  assert.deepEqual(two.rows, [{ two: null }])
  await remove()
})
