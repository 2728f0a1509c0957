import { join, relative, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { pageLines } from './page.ts'

it('a page is as wide as the terminal, its tables stand, and its links are files', () => {
  const folder = join(import.meta.dirname, '..', 'deadline')
  const page = `# Deadline

**Scenario.** One two three four [\`five\`](../README.md#six) seven.

| code | rule that is longer than the terminal is wide |
|---|---|
`
  expect(pageLines(page, folder, 30)).toEqual([
    '# Deadline',
    '',
    '**Scenario.** One two three',
    'four five',
    `(${relative(resolve('.'), join(folder, '../README.md'))})`,
    'seven.',
    '',
    '| code | rule that is longer than the terminal is wide |',
    '|---|---|',
  ])
})
