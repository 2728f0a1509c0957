import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openNotes } from '../fixtures/appender.ts'
import { positions, upTo } from '../testing/kit.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-killed-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const program = join(import.meta.dirname, '../fixtures/appender.ts')

/** Lets a process append until so many appends are acknowledged, kills it, and answers with all that it said. */
async function killedAfter(acknowledged: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--conditions=watertight-src', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (said.length === acknowledged) child.kill('SIGKILL')
  }
  const [, signal] = await closed
  assert.equal(signal, 'SIGKILL')
  return said
}

/** Everything said is stored where it was said to be, whole, and the positions have no hole. */
async function check(said: readonly string[]): Promise<void> {
  const store = await openNotes(folder)
  const log = await store.readLog().toArray()
  assert.deepEqual(positions(log), upTo(log.length))
  expect(log.length).toBeGreaterThanOrEqual(said.length * 2)
  for (const line of said) {
    const [position, id] = line.split(' ') as [string, string]
    assert.equal(log[Number(position) - 1]?.id, `${id}-b`)
    assert.equal(log[Number(position) - 2]?.id, id)
  }
  // whole or not at all
  assert.equal(log.length % 2, 0)
  await store.close()
}

test('what a killed process acknowledged is in the file, dense and whole, and the next one goes on', async () => {
  const said: string[] = []
  for (const acknowledged of [1, 150, 400]) {
    said.push(...(await killedAfter(acknowledged)))
    await check(said)
  }
}, 60_000)

test('two processes killed while they write one file leave one dense log', async () => {
  const said = await Promise.all([killedAfter(100), killedAfter(200)])
  await check(said.flat())
}, 60_000)
