import { expect, test } from 'vitest'
import { guideSteps, isPrinted } from './guide-steps.ts'

const block = (info: string, ...lines: string[]) => [`\`\`\`${info}`, ...lines, '```'].join('\n')

test('a page has its steps, each with the output shown after it', () => {
  const page = [
    block('ts run', "console.log('a')", "console.log('b')"),
    block('text', 'a', 'b'),
    block('ts', 'notRun()'),
    block('sh run', 'curl x'),
    '',
    block('json', '{}'),
    block('sh run', 'curl y'),
    'prose',
    block('json', '{"of":"nobody"}'),
  ].join('\n')
  expect(guideSteps('a.md', page)).toEqual([
    { kind: 'ts', line: 2, code: "console.log('a')\nconsole.log('b')", output: 'a\nb' },
    { kind: 'sh', line: 13, code: 'curl x', output: '{}' },
    { kind: 'sh', line: 20, code: 'curl y', output: undefined },
  ])
})

test('a block that never ends is told with its place', () => {
  expect(() => guideSteps('a.md', '\n```sh run\ncurl x')).toThrow('a.md:2 opens a block')
})

test('output is compared as it stands, but for what the page leaves open', () => {
  expect(isPrinted('{"a":1}', '{"a":1}\n')).toBe(true)
  expect(isPrinted('{"a":…}', '{"a":1,"b":2}')).toBe(true)
  expect(isPrinted('{"a":1}', '{"a":1,"b":2}')).toBe(false)
  expect(isPrinted('a…d', 'a\nd')).toBe(false)
  expect(isPrinted('a.c', 'abc')).toBe(false)
})
