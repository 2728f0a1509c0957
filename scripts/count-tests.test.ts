import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-count-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function report(name: string, passed: number, failed: number, success: boolean, skipped = '') {
  const assertionResults = skipped ? [{ status: 'skipped', fullName: skipped }] : []
  const testResults = [{ assertionResults }]
  writeFileSync(
    join(folder, name),
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed, success, testResults }),
  )
}

function count(...args: readonly string[]) {
  const script = join(import.meta.dirname, 'count-tests.mjs')
  const { status, stdout } = spawnSync(process.execPath, [script, folder, ...args], {
    encoding: 'utf8',
  })
  return { status, lines: stdout.trim().split('\n') }
}

test('the reports of a folder are added up in one line', () => {
  report('a.json', 3, 0, true)
  report('b.json', 4, 2, false)
  expect(count()).toEqual({ status: 1, lines: ['tests: 7 passed, 2 failed'] })
})

test('a file that does not load is a failure, though no test of it failed', () => {
  report('a.json', 3, 0, false)
  expect(count()).toEqual({ status: 1, lines: ['tests: 3 passed, 1 failed'] })
})

test('a skipped test is named and a failure, unless it is excused', () => {
  report('a.json', 3, 0, true, 'the real month agrees')
  expect(count()).toEqual({
    status: 1,
    lines: ['not run, which is a failure: the real month agrees', 'tests: 3 passed, 1 failed'],
  })
  for (const excused of [['real month'], ['vectors', 'real month']]) {
    expect(count(...excused)).toEqual({
      status: 0,
      lines: ['not run: the real month agrees', 'tests: 3 passed, 0 failed'],
    })
  }
})
