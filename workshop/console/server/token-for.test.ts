import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { tokenFor } from './token-for.ts'

const folder = mkdtempSync(join(tmpdir(), 'watertight-token-'))
afterAll(() => rmSync(folder, { recursive: true }))
const holding = (text: string) => {
  const file = join(folder, `${text.length}`)
  writeFileSync(file, text)
  return file
}

test('this machine alone needs no token', async () => {
  expect(await tokenFor({ isPublic: false }, undefined)).toBeUndefined()
})

test('a token is the first line of its file', async () => {
  const file = holding('0123456789abcdef\nwhat it is for\n')
  expect(await tokenFor({ isPublic: true }, file)).toBe('0123456789abcdef')
})

test.for([
  ['others could ask without one', undefined],
  ['it is short', holding('secret\n')],
  ['there is no such file', join(folder, 'none')],
] as const)('a console is not opened where %s', ([, file]) =>
  expect(tokenFor({ isPublic: true }, file)).rejects.toThrow('WT_CONSOLE_TOKEN'),
)
