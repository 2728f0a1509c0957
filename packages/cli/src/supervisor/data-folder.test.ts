import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dataFolder } from './data-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watertight-data-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('data stays from run to run, and reset deletes it', () => {
  const data = dataFolder(folder, { reset: false })
  writeFileSync(join(data, 'orders.sqlite'), 'x')
  dataFolder(folder, { reset: false })
  expect(existsSync(join(data, 'orders.sqlite'))).toBe(true)
  dataFolder(folder, { reset: true })
  expect(existsSync(join(data, 'orders.sqlite'))).toBe(false)
})

test('a folder with files that are not ours is neither used nor deleted', () => {
  mkdirSync(join(folder, 'data'))
  const theirs = join(folder, 'data/thesis.txt')
  writeFileSync(theirs, 'x')
  for (const reset of [true, false])
    expect(() => dataFolder(folder, { reset })).toThrow('WT_NOT_OUR_FOLDER')
  expect(existsSync(theirs)).toBe(true)
})
