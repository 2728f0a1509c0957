import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { shop } from './context-map.ts'

it('the map in the README is the one in the code', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  expect(readme).toContain(shop.mermaid())
})
