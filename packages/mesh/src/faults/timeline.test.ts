import { expect, test } from 'vitest'
import type { FaultRule } from './scenario-shape.ts'
import { momentAt, servicesIn, spansOf } from './timeline.ts'

const spans = (...faults: FaultRule[]) => spansOf({ faults, lasts: 10_000 })
const times = (...faults: FaultRule[]) => spans(...faults).map(({ from, to }) => [from, to])

test('a fault lasts as long as it says, or to the end, and comes again', () => {
  const hang = { service: 'a' }
  expect(times({ hang })).toEqual([[0, 10_000]])
  expect(times({ hang, at: 500, for: 1_000 })).toEqual([[500, 1_500]])
  expect(times({ hang, at: 9_500, for: 1_000 })).toEqual([[9_500, 10_000]])
  expect(times({ hang, at: 1_000, for: 500, every: 4_000 })).toEqual([
    [1_000, 1_500],
    [5_000, 5_500],
    [9_000, 9_500],
  ])
  expect(times({ hang, for: 500, every: 1_000, times: 2 })).toEqual([
    [0, 500],
    [1_000, 1_500],
  ])
})

test('at each moment a service has the faults that are on then, each with its caller', () => {
  const all = spans(
    { kill: { service: 'a' }, for: 1_000 },
    { slow: { service: 'b', by: 70 }, for: 2_000 },
    { abort: { service: 'b', status: 500 }, at: 1_000, for: 1_000 },
    { partition: { from: 'c', to: 'b' }, at: 1_000 },
    { delay: { from: 'c', to: 'a', by: 5 }, at: 1_000 },
    { duplicate: { from: 'd', to: 'a' }, at: 1_000 },
    { push: { service: 'd', file: 'x.yaml', text: '' }, at: 1_000 },
  )
  expect(momentAt(all, 999)).toEqual({
    killed: new Set(['a']),
    faults: new Map([['b', [{ is: 'slow', ms: 70 }]]]),
  })
  expect(momentAt(all, 1_000)).toEqual({
    killed: new Set(),
    faults: new Map([
      [
        'b',
        [
          { is: 'slow', ms: 70 },
          { is: 'abort', status: 500, percent: 100 },
        ],
      ],
      [
        'c',
        [
          { is: 'partition', to: 'b' },
          { is: 'delay', to: 'a', ms: 5 },
        ],
      ],
      [
        'd',
        [
          { is: 'duplicate', to: 'a', percent: 100 },
          { is: 'push', name: 'x.yaml', text: '' },
        ],
      ],
    ]),
  })
  expect([...servicesIn(all)]).toEqual(['a', 'b', 'c', 'd'])
})
