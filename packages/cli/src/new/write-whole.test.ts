import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeWhole } from './write-whole.ts'

let parent: string
let folder: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'watertight-whole-'))
  folder = join(parent, 'contexts/bookings')
})
afterEach(() => rmSync(parent, { recursive: true }))
const there = () => readdirSync(join(parent, 'contexts'))

test('all files are there, with the folders they are in', () => {
  writeWhole(folder, { 'a.ts': 'a', 'b/c.ts': 'c' }, 'draft')
  expect(readFileSync(join(folder, 'b/c.ts'), 'utf8')).toBe('c')
  expect(there()).toEqual(['bookings'])
})

test('a file that cannot be written leaves nothing behind', () => {
  expect(() => writeWhole(folder, { a: 'a file', 'a/b': 'inside it' }, 'draft')).toThrow()
  expect(there()).toEqual([])
})

test('a folder that exists is left as it is', () => {
  mkdirSync(folder, { recursive: true })
  expect(() => writeWhole(folder, { a: 'a' }, 'draft')).toThrow('WT_FOLDER_EXISTS')
  expect(readdirSync(folder)).toEqual([])
})

test('of two at once the slower one is refused, and leaves nothing behind', () => {
  const files = {
    get a() {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'theirs'), '')
      return 'a'
    },
  }
  expect(() => writeWhole(folder, files, 'draft')).toThrow('WT_FOLDER_EXISTS')
  expect(readdirSync(folder)).toEqual(['theirs'])
  expect(there()).toEqual(['bookings'])
})
