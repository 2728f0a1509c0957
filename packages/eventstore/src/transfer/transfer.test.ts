import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { test } from 'vitest'
import type { Engine } from '../engine.ts'
import { memory } from '../memory/memory.ts'
import { sqlite } from '../sqlite/sqlite.ts'
import { eventStore } from '../store.ts'
import { CaseClock } from '../testing/clock.ts'
import { code } from '../testing/kit.ts'
import { added, events, OrderList, placed } from '../testing/shop.ts'
import { exportLog } from './export-log.ts'
import { importLog } from './import-log.ts'

const onSqlite = () =>
  sqlite({ storage: { open: () => new DatabaseSync(':memory:') }, name: 'log' })
const engines: readonly (readonly [string, () => Engine])[] = [
  ['memory', memory],
  ['SQLite', onSqlite],
]

let stores = 0
const storeOn = (engine: Engine, clock = new CaseClock()) =>
  eventStore({ engine, events, ports: { clock, ids: uuidv7(clock, seededRandom(++stores)) } })

async function* chunks(...texts: readonly string[]) {
  yield* texts
}
async function textOf(engine: Engine): Promise<string> {
  let text = ''
  for await (const chunk of exportLog(engine)) text += chunk
  return text
}

/** A log of 1,300 events, over several pages and batches. */
async function filled(): Promise<Engine> {
  const engine = memory()
  const clock = new CaseClock()
  const store = await storeOn(engine, clock)
  await store.append('a "quoted" £ stream', placed('line\nbreak'), { meta: { by: 'ann', n: [1] } })
  for (let i = 0; i < 433; i++) {
    clock.wall += i % 3
    await store.append(`order-${i % 7}`, [placed(null), added(i), added(-i, `sku-${i}`)])
  }
  return engine
}

for (const [from, make] of engines)
  test(`an export imported into ${from} is exported again byte for byte`, async () => {
    const text = await textOf(await filled())
    const engine = make()
    const imported = await importLog(engine, chunks(text.slice(0, 1_001), text.slice(1_001)))
    assert.deepEqual(imported, { events: 1_300, already: 0 })
    assert.equal(await textOf(engine), text)
    const store = await storeOn(engine)
    assert.equal((await store.append('order-0', added())).revision, 187)
    assert.equal(await store.head(), 1_301)
    await store.close()
  })

test('an empty log is exported and imported', async () => {
  const text = await textOf(memory())
  assert.equal(text, '{"log":"watertight","format":1,"events":0}\n')
  assert.deepEqual(await importLog(memory(), chunks(text)), { events: 0, already: 0 })
})

test('what is appended during an export is left out of it', async () => {
  const engine = await filled()
  const before = await textOf(engine)
  const parts: string[] = []
  for await (const part of exportLog(engine)) {
    parts.push(part)
    await (await storeOn(engine)).append('late', added())
  }
  assert.equal(parts.join(''), before)
})

test('an import that was cut says so, and the same import goes on', async () => {
  const text = await textOf(await filled())
  const lines = text.split(/(?<=\n)/)
  const engine = onSqlite()
  const cut = lines.slice(0, 1_201).join('')
  await assert.rejects(importLog(engine, chunks(cut)), code('WT_IMPORT_INVALID'))
  assert.equal(await engine.head(), 1_200)
  assert.deepEqual(await importLog(engine, chunks(text)), { events: 1_300, already: 1_200 })
  assert.deepEqual(await importLog(engine, chunks(text)), { events: 1_300, already: 1_300 })
  assert.equal(await textOf(engine), text)
  assert.deepEqual(await engine.rows({ table: 'wt_checkpoints', where: {} }), [])
})

test('lines that no export wrote are refused by number, and nothing from there on is stored', async () => {
  const text = await textOf(await filled())
  const lines = text.split('\n')
  const alter = (n: number, change: (line: string) => string) =>
    lines.with(n - 1, change(lines[n - 1] as string)).join('\n')
  const wrong: readonly (readonly [number, string])[] = [
    [1, alter(1, () => '{"log":"other"}')],
    [1, alter(1, (line) => line.replace('"format":1', '"format":2'))],
    [1, alter(1, (line) => line.replace('1300', '"many"'))],
    [7, alter(7, () => 'no json')],
    [7, alter(7, () => '[]')],
    [7, alter(7, (line) => line.replace('"revision"', '"revised"'))],
    [7, alter(7, (line) => line.replace('{', '{ '))],
    [7, alter(7, (line) => line.replace('"position":6', '"position":8'))],
    [9, alter(9, (line) => line.replace(/"at":\d+/, '"at":3'))],
  ]
  for (const [number, altered] of wrong) {
    const engine = memory()
    await assert.rejects(importLog(engine, chunks(altered)), (error: Error) => {
      assert.match(error.message, new RegExp(`line ${number} `))
      return code('WT_IMPORT_INVALID')(error)
    })
    assert.equal(await engine.head(), 0)
  }
})

test('a file whose revisions or ids disagree stores nothing behind the first that does', async () => {
  const text = await textOf(await filled())
  const id = /"id":"([^"]+)"/.exec(text.split('\n')[5] as string)?.[1]
  const wrong = [
    text.replace(
      '"position":9,"stream":"order-2","revision":2',
      '"position":9,"stream":"order-2","revision":3',
    ),
    text.replace(/("position":9,.*?"id":)"[^"]+"/, `$1"${id}"`),
  ]
  for (const altered of wrong) {
    assert.notEqual(altered, text)
    const engine = onSqlite()
    await assert.rejects(importLog(engine, chunks(altered)))
    assert.equal(await engine.head(), 8)
  }
})

test('a log that holds something else, or keeps inline projections, is left as it is', async () => {
  const text = await textOf(await filled())
  const other = memory()
  await (await storeOn(other)).append('a', added())
  await assert.rejects(importLog(other, chunks(text)), code('WT_IMPORT_DIFFERS'))
  assert.equal(await other.head(), 1)

  const inline = memory()
  const clock = new CaseClock()
  const ports = { clock, ids: uuidv7(clock, seededRandom(2)) }
  await eventStore({ engine: inline, events, inline: [OrderList], ports })
  await assert.rejects(importLog(inline, chunks(text)), code('WT_IMPORT_DIFFERS'))
  assert.equal(await inline.head(), 0)

  const longer = await filled()
  await (await storeOn(longer)).append('a', added())
  await assert.rejects(importLog(longer, chunks(text)), code('WT_IMPORT_DIFFERS'))
})
