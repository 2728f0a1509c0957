import { expect, test } from 'vitest'
import type { SpanView } from '../../../server/views/trace-view.ts'
import { waterfall } from './waterfall.ts'

const span = (name: string, start: number, ms: number, parent?: string): SpanView => ({
  ...{ service: 's', kind: 'request', name, start, ms, status: '200', isFailed: false },
  ...{ trace: 't', span: name, correlation: 'c', ...(parent !== undefined && { parent }) },
})

test('work hangs below what led to it, in the shares of the whole', () =>
  expect(
    waterfall([span('a', 100, 100), span('b', 150, 50, 'a'), span('c', 160, 20, 'b')]).map(
      ({ span: { name }, depth, from, width }) => [name, depth, from, width],
    ),
  ).toEqual([
    ['a', 0, 0, 1],
    ['b', 1, 0.5, 0.5],
    ['c', 2, 0.6, 0.2],
  ]))

test('a parent that nobody remembers, a circle and one that is its own parent lose nothing', () => {
  const odd = [
    span('a', 0, 1, 'gone'),
    span('b', 0, 1, 'c'),
    span('c', 0, 1, 'b'),
    span('d', 0, 1, 'd'),
  ]
  expect(
    waterfall(odd)
      .map(({ span }) => span.name)
      .sort(),
  ).toEqual(['a', 'b', 'c', 'd'])
})

test('work that began before its cause is marked: the clocks differ', () =>
  expect(
    waterfall([span('a', 100, 10), span('b', 40, 10, 'a')]).map(({ isSkewed }) => isSkewed),
  ).toEqual([false, true]))
