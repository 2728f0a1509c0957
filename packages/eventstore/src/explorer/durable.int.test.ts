import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom, uuidv7 } from '@watertight/ports'
import { fileStorage } from '@watertight/ports/node'
import { afterEach, beforeEach, test } from 'vitest'
import { sqlite } from '../sqlite/sqlite.ts'
import { eventStore } from '../store.ts'
import { CaseClock } from '../testing/clock.ts'
import { positions, upTo } from '../testing/kit.ts'
import { added, events, OrderList, placed } from '../testing/shop.ts'
import { appends } from './test-kit/sequential.ts'
import { syncsPerAnswer } from './test-kit/syncs.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-durable-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const traced = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0
if (!traced)
  console.log(
    'not run: syncs are counted with strace, which is not installed or may not trace here',
  )

function syncs(writer: 'main' | 'thread', synchronous: 'full' | 'off'): number[] {
  const trace = join(folder, 'trace')
  const program = join(import.meta.dirname, 'test-kit/sequential.ts')
  const calls = 'trace=pwrite64,write,fdatasync,fsync'
  const node = [
    process.execPath,
    '--conditions=watertight-src',
    program,
    folder,
    writer,
    synchronous,
  ]
  execFileSync('strace', ['-f', '-y', '-e', calls, '-o', trace, ...node])
  return syncsPerAnswer(readFileSync(trace, 'utf8'))
}

for (const writer of ['main', 'thread'] as const)
  test.skipIf(!traced)(
    `with the writer on ${writer} each answer comes after one sync of all that was written, and many appends share one`,
    () => {
      const [, ...counts] = syncs(writer, 'full')
      assert.deepEqual(counts.slice(0, appends), Array(appends).fill(1))
      assert.equal(counts.length, appends + 1)
      const together = counts.at(-1) as number
      assert(together >= 1 && together <= 2, `${together} syncs for what was appended together`)
    },
    60_000,
  )

test.skipIf(!traced)(
  'an engine that does not sync is found out',
  () => {
    const [, ...counts] = syncs('main', 'off')
    assert.equal(counts.length, appends + 1)
    assert(counts.every((count) => count === -1))
  },
  60_000,
)

test('a write-ahead log cut at any frame, and inside it, holds each commit that was whole before the cut and nothing else', async () => {
  const clock = new CaseClock()
  let opened = 0
  const open = (at: string) => {
    const ports = { clock, ids: uuidv7(clock, seededRandom(++opened)) }
    const engine = sqlite({ storage: fileStorage(at), name: 'log' })
    return eventStore({ engine, events, inline: [OrderList], ports })
  }
  const whole = join(folder, 'whole')
  const wal = (at: string) => join(at, 'log.sqlite-wal')
  const store = await open(whole)
  const answered = [{ size: statSync(wal(whole)).size, head: 0 }]
  for (const i of upTo(12)) {
    await store.append(`order-${i % 4}`, [placed(), ...upTo(i % 3).map((n) => added(n))])
    answered.push({ size: statSync(wal(whole)).size, head: await store.head() })
  }
  const database = readFileSync(join(whole, 'log.sqlite'))
  const log = readFileSync(wal(whole))
  await store.close()

  const pageSize = log.readUInt32BE(8)
  const frame = 24 + pageSize
  const frames = (log.length - 32) / frame
  assert(Number.isInteger(frames) && frames > 50)
  const at = join(folder, 'cut')
  for (let n = 0; n <= frames; n++)
    for (const more of n < frames ? [0, frame - 1] : [0]) {
      const cut = 32 + n * frame + more
      rmSync(at, { recursive: true, force: true })
      mkdirSync(at)
      writeFileSync(join(at, 'log.sqlite'), database)
      writeFileSync(wal(at), log.subarray(0, cut))
      const expected = answered.findLast(({ size }) => size <= cut)?.head ?? 0
      const cutStore = await open(at)
      assert.deepEqual(positions(await cutStore.readLog().toArray()), upTo(expected), `cut ${cut}`)
      assert.deepEqual((await cutStore.verify(OrderList)).different, [])
      const answer = await cutStore.append('after', added())
      assert(answer.is === 'appended' && answer.position === expected + 1)
      await cutStore.close()
    }
}, 120_000)
