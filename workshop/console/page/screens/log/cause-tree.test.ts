import { expect, it } from 'vitest'
import { causeTree, type StoryEvent } from './cause-tree.ts'

const event = (id: string, causation: string | null, service = 'orders', at = 10): StoryEvent => ({
  ...{ id, causation, service, at, stream: 's-1', revision: 1, type: 'T', trace: null },
  position: Number(id),
})
const shape = (events: readonly StoryEvent[]) =>
  causeTree(events, 'story').map(({ event: { id }, depth, from }) => [id, depth, from])

it('effects stand below their causes, across logs', () => {
  const events = [
    event('3', '2', 'orders', 30),
    event('1', 'story', 'orders', 10),
    event('2', '1', 'payments', 20),
    event('4', '1', 'inventory', 25),
  ]
  expect(shape(events)).toEqual([
    ['1', 0, 'command'],
    ['2', 1, 'event'],
    ['3', 2, 'event'],
    ['4', 1, 'event'],
  ])
})

it('a clock that is behind is told, and the effect stays below its cause', () => {
  const [, effect] = causeTree(
    [event('1', 'story', 'orders', 50), event('2', '1', 'payments', 20)],
    'story',
  )
  expect(effect).toMatchObject({ depth: 1, clockBehindMs: 30 })
})

it('what was caused by an alarm, or by what was not looked at, begins a branch', () => {
  expect(shape([event('1', 'alarm:p/1/late'), event('2', 'gone'), event('3', null)])).toEqual([
    ['1', 0, 'alarm'],
    ['2', 0, 'elsewhere'],
    ['3', 0, 'command'],
  ])
})

it('a circle ends, and a chain may be as long as it is', () => {
  expect(shape([event('1', '2'), event('2', '1')]).map(([id]) => id)).toEqual(['1', '2'])
  const chain = Array.from({ length: 20_000 }, (_, i) =>
    event(String(i + 1), i === 0 ? 'story' : String(i)),
  )
  expect(causeTree(chain, 'story').at(-1)?.depth).toBe(19_999)
})
