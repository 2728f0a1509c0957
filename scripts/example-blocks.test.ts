import { expect, test } from 'vitest'
import { exampleBlocks } from './example-blocks.ts'

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
