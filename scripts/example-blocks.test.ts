import { expect, test } from 'vitest'
import { exampleBlocks, exampleModules } from './example-blocks.ts'

const fence = '```'

test('a page has its TypeScript blocks, each with the line of its first line', () => {
  const page = `# A\n${fence}ts\nconst a = 1\n${fence}\n${fence}sh\nnpm start\n${fence}\n${fence}ts run\nlog(1)\nlog(2)\n${fence}\n`
  expect(exampleBlocks('a.md', page)).toEqual([
    { line: 3, code: 'const a = 1', isRun: false },
    { line: 9, code: 'log(1)\nlog(2)', isRun: true },
  ])
})

test('a doc comment has its blocks without the margin', () => {
  const source = `/** Opens.\n *\n * ${fence}ts\n * if (a) {\n *   open()\n * }\n * ${fence}\n */\nexport {}`
  expect(exampleBlocks('a.ts', source)).toEqual([
    { line: 4, code: 'if (a) {\n  open()\n}', isRun: false },
  ])
})

test('a block that never ends is told with its place', () => {
  expect(() => exampleBlocks('a.md', `\n${fence}ts\nconst a = 1`)).toThrow(
    'a.md:2 opens an example',
  )
})

test('in a page a block continues the one before, until one imports; lines stay where they are', () => {
  const first = `${fence}ts\nimport 'a'\n${fence}`
  const second = `<!--\n${fence}ts\ndeclare const b: 1\n${fence}\n-->`
  expect(exampleModules('a.md', `${first}\n${second}\n${first}`, undefined)).toEqual([
    "\nimport 'a'\n\n\n\ndeclare const b: 1",
    "\n\n\n\n\n\n\n\n\nimport 'a'",
  ])
})

test('in a source every block sees the exports of its package', () => {
  const own = { name: '@w/x', exports: ['open', 'type Door', 'shut'] }
  const source = `/**\n * ${fence}ts\n * const shut: Door = open()\n * ${fence}\n */`
  expect(exampleModules('a.ts', source, own)).toEqual([
    "import { open, type Door } from '@w/x'\n\nconst shut: Door = open()",
  ])
})
