import { expect, it } from 'vitest'
import { changeLines, stateLines } from './state-lines.ts'

const state = { is: 'Placed', lines: [{ sku: 'A', n: 2 }], who: '[personal]', none: null, 'a/b': 1 }

it('a state is read from top to bottom, and what changed is marked with all that is in it', () => {
  const change = [{ op: 'add', path: '/lines/0', value: { sku: 'A', n: 2 } }] as const
  expect(
    stateLines(state, change).map(({ name, text, depth, isChanged }) => [
      depth,
      name,
      text,
      isChanged,
    ]),
  ).toEqual([
    [0, 'is', 'Placed', false],
    [0, 'lines', '1 items', false],
    [1, '0', '', true],
    [2, 'sku', 'A', true],
    [2, 'n', '2', true],
    [0, 'who', '[personal]', false],
    [0, 'none', 'null', false],
    [0, 'a/b', '1', false],
  ])
})

it('a field whose name has a slash is found again', () => {
  expect(stateLines(state, [{ op: 'replace', path: '/a~1b', value: 1 }]).at(-1)?.isChanged).toBe(
    true,
  )
})

it('a state that is one value is a line', () => {
  expect(stateLines(7, null)).toMatchObject([{ name: 'state', text: '7', kind: 'number' }])
})

it('a change tells what was and what is', () => {
  const change = [
    { op: 'replace', path: '/is', value: 'Paid' },
    { op: 'remove', path: '/none' },
    { op: 'add', path: '/total', value: { amount: '1' } },
    { op: 'replace', path: '/a~1b', value: 'x'.repeat(200) },
  ] as const
  expect(changeLines(state, change)).toEqual([
    { path: 'is', is: 'changed', before: 'Placed', after: 'Paid' },
    { path: 'none', is: 'removed', before: 'null', after: '' },
    { path: 'total', is: 'added', before: '', after: '{"amount":"1"}' },
    { path: 'a~1b', is: 'changed', before: '1', after: `${'x'.repeat(160)}…` },
  ])
})
