import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codes } from './codes.ts'
import { problemsPage } from './codes-page.ts'

test('the page of problems is up to date; `npx vitest run packages/mesh/src/config/problem -u` writes it', async () => {
  const page = join(import.meta.dirname, '../../../../../docs/mesh/problems.md')
  await expect(problemsPage()).toMatchFileSnapshot(page)
})

test('every code has a test that expects it', () => {
  const tests = globSync('**/*.test.ts', { cwd: join(import.meta.dirname, '..') })
    .filter((name) => !name.endsWith('codes.test.ts'))
    .map((name) => readFileSync(join(import.meta.dirname, '..', name), 'utf8'))
    .join()
  expect(Object.keys(codes).filter((code) => !tests.includes(code))).toEqual([])
})
