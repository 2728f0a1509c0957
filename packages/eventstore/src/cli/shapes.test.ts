import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'vitest'
import { code } from '../testing/kit.ts'
import { runLog } from './test-kit/run-log.ts'

const declared = join(import.meta.dirname, '../fixtures/shapes.ts')

let folder = ''
let golden = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wt-shapes-'))
  golden = join(folder, 'shapes.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const shapes = (name: string, ...more: readonly string[]) =>
  runLog(['shapes', `${declared}#${name}`, golden, ...more])
const recorded = () => Object.keys(JSON.parse(readFileSync(golden, 'utf8')))

test('a version that is not recorded is named, and recorded when asked to', async () => {
  assert.deepEqual(await shapes('first'), {
    exitCode: 1,
    lines: ['BookBought@1 is not recorded: see --write.', '1 events, no findings'],
  })
  assert(!existsSync(golden))
  assert.deepEqual(await shapes('first', '--write'), {
    exitCode: 0,
    lines: ['BookBought@1 is recorded.', '1 events, no findings'],
  })
  assert.deepEqual(recorded(), ['BookBought@1'])
})

test('what is as it was recorded has no findings', async () => {
  await shapes('first', '--write')
  const before = readFileSync(golden, 'utf8')
  for (const more of [[], ['--write']])
    assert.deepEqual(await shapes('first', ...more), {
      exitCode: 0,
      lines: ['1 events, no findings'],
    })
  assert.equal(readFileSync(golden, 'utf8'), before)
})

test('a change without a new version is named, and never recorded', async () => {
  await shapes('first', '--write')
  const before = readFileSync(golden, 'utf8')
  const { exitCode, lines } = await shapes('changed', '--write')
  assert.equal(exitCode, 1)
  assert.match(lines[0] ?? '', /^BookBought@1 changed: 'title' took text, empty text, now whole/)
  assert.match(lines.at(-1) ?? '', /^1 events, 2 findings$/)
  assert.equal(readFileSync(golden, 'utf8'), before)
})

test('a raised version is recorded beside the one before', async () => {
  await shapes('first', '--write')
  assert.equal((await shapes('raised')).exitCode, 1)
  assert.equal((await shapes('raised', '--write')).exitCode, 0)
  assert.deepEqual(recorded(), ['BookBought@1', 'BookBought@2'])
})

test('the answer is data for programs', async () => {
  const answer = async (...more: readonly string[]) => {
    const args = ['shapes', `${declared}#first`, golden, ...more]
    return JSON.parse((await runLog(args, { json: true })).lines.join('\n'))
  }
  const fresh = ['BookBought@1']
  assert.deepEqual(await answer(), { findings: [], fresh, written: false })
  assert.deepEqual(await answer('--write'), { findings: [], fresh, written: true })
  assert.deepEqual(await answer(), { findings: [], fresh: [], written: false })
})

test('a command line that cannot be right says why', async () => {
  const wrong = [['shapes'], ['shapes', `${declared}#first`], ['shapes', declared, golden]]
  for (const args of wrong) await assert.rejects(runLog(args), code('WT_USAGE'), args.join(' '))
  for (const name of ['nothing', 'some']) await assert.rejects(shapes(name), code('WT_USAGE'))
  await assert.rejects(
    shapes('first', '--schema', 'x'),
    code('ERR_PARSE_ARGS_UNKNOWN_OPTION'),
    'it looks into no log',
  )
  writeFileSync(golden, 'no JSON')
  await assert.rejects(shapes('first'), code('WT_USAGE'))
})
