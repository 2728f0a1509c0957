import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lending } from './context-map.ts'

const text = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8')

it('the map in the README is the one in the code', () =>
  expect(text('README.md')).toContain(lending.mermaid()))

it.each([
  'README.md',
  'underwriting/README.md',
  'servicing/README.md',
  'compliance/README.md',
  'rates/README.md',
])('%s says what this is not', (path) =>
  expect(text(path)).toContain('Teaching software, not legal advice'),
)
