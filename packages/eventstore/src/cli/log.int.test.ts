import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, inject, test } from 'vitest'
import { addressOf, place } from '../fixtures/postgres-place.ts'
import { code } from '../testing/kit.ts'
import { runLog } from './test-kit/run-log.ts'

const root = join(import.meta.dirname, '../../../..')
const fixture = join(root, 'packages/eventstore/fixtures/layout-1.sqlite')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-log-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** `watertight …` as a person runs it: the exit code and what it printed. */
async function watertight(...args: readonly string[]) {
  const command = join(root, 'packages/cli/bin/watertight.mjs')
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [command, ...args], {
      cwd: root,
    })
    return { exitCode: 0, stdout, stderr: '' }
  } catch (error) {
    const {
      code: exitCode,
      stdout,
      stderr,
    } = error as {
      readonly code: number
      readonly stdout: string
      readonly stderr: string
    }
    return { exitCode, stdout, stderr }
  }
}

test('the command is registered, reads a file and ends with codes that mean something', async () => {
  const file = join(folder, 'library.sqlite')
  cpSync(fixture, file)
  const [help, read, missing, wrong] = await Promise.all([
    watertight('log', '--help'),
    watertight('log', 'read', file, 'book-1', '--limit', '2', '--json'),
    watertight('log', 'read', join(folder, 'nope.sqlite')),
    watertight('log', 'read', file, '--limit', 'x'),
  ])
  for (const word of ['streams', 'read', 'subscribe', 'state', 'verify', 'export', 'import'])
    assert.match(help.stdout, new RegExp(`^  ${word} `, 'm'))
  const lines = read.stdout.trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).revision),
    [1, 2],
  )
  assert.deepEqual([missing.exitCode, missing.stdout], [1, ''])
  assert.match(missing.stderr, /^WT_LOG_MISSING: /)
  assert.equal(wrong.exitCode, 2)
}, 60_000)

test('a log moves from a file to PostgreSQL and back, byte for byte', async () => {
  const connection = await addressOf(inject('postgres'))
  const { schema, remove } = place(connection)
  const at = [connection, '--schema', schema, '--log', 'library'] as const
  const [address, ...where] = at
  try {
    const [one, two] = [join(folder, 'one.ndjson'), join(folder, 'two.ndjson')]
    const file = join(folder, 'library.sqlite')
    cpSync(fixture, file)
    await assert.rejects(runLog(['read', ...at]), code('WT_LOG_MISSING'))
    await runLog(['export', file, one])
    await runLog(['import', address, one, ...where])
    await runLog(['export', address, two, ...where])
    assert.deepEqual(readFileSync(two), readFileSync(one))
    const { lines, exitCode } = await runLog(['verify', ...at])
    assert.deepEqual([exitCode, lines], [0, ['31 events in 3 streams, no findings']])
    const streams = await runLog(['streams', ...at])
    assert.deepEqual(streams, await runLog(['streams', file]))
    const tagged = ['--tag', 'reader:bob', '--type', 'BookLent']
    const found = await runLog(['read', ...at, ...tagged])
    assert.deepEqual(found, await runLog(['read', file, ...tagged]))
    assert.deepEqual((await runLog(['parked', ...at])).lines, ['nothing is parked'])
    await assert.rejects(runLog(['backup', address, one, ...where]), code('WT_USAGE'))
    await assert.rejects(runLog(['read', address, '--schema', 'nope']), code('WT_LOG_MISSING'))
  } finally {
    await remove()
  }
}, 60_000)
