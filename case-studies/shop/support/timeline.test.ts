import { describe, expect, it } from 'vitest'
import { mask, masked } from './masking.ts'
import type { PastEvent } from './past.ts'
import { inOrder, timeline } from './timeline.ts'

const past = (context: string, position: number, ms: number, causation?: string): PastEvent => ({
  ...{ context, position, stream: `${context}-7`, revision: position, data: {} },
  ...{ id: `${context}${position}`, type: 'Happened' },
  at: new Date(ms).toISOString(),
  meta: { correlation: 'story', ...(causation !== undefined && { causation }) },
})
const ids = (events: readonly PastEvent[]) => events.map(({ id }) => id)
const whole = (events: readonly PastEvent[]) => ({ happened: events.length, isWhole: true })

describe('the order of a story', () => {
  it('is that of time, where nothing else is known', () => {
    expect(ids(inOrder([past('b', 1, 20), past('a', 1, 10), past('c', 1, 15)]))).toEqual([
      ...['a1', 'c1', 'b1'],
    ])
  })

  it('has causes before effects, whatever their clocks say', () => {
    const story = [past('orders', 1, 100), past('payments', 1, 40, 'orders1')]
    expect(ids(inOrder(story))).toEqual(['orders1', 'payments1'])
  })

  it('has each log in its own order, though its clock was set back', () => {
    expect(ids(inOrder([past('a', 1, 100), past('a', 2, 50), past('b', 1, 70)]))).toEqual([
      ...['a1', 'a2', 'b1'],
    ])
  })

  it('has every event once, even where causes go in a circle', () => {
    const circle = [past('a', 1, 1, 'b1'), past('b', 1, 1, 'a1')]
    const ordered = inOrder(circle)
    expect(ids(ordered).toSorted()).toEqual(['a1', 'b1'])
    for (const { why } of timeline(ordered, whole(circle))) expect(why).toHaveLength(1)
  })
})

describe('a cause', () => {
  const causeOf = (event: PastEvent, isWhole = true) =>
    timeline([event], { happened: 1, isWhole })[0]?.cause

  it('is a command from outside where it is no event of the story', () =>
    expect(causeOf(past('a', 1, 1, 'request-1'))).toEqual({ is: 'command', of: 'request-1' }))

  it('may stand elsewhere while a context is not read', () =>
    expect(causeOf(past('a', 1, 1, 'request-1'), false)?.is).toBe('elsewhere'))

  it('is the command that began the story, though a context is not read', () =>
    expect(causeOf(past('a', 1, 1, 'story'), false)?.is).toBe('command'))

  it('may be an alarm', () =>
    expect(causeOf(past('a', 1, 1, 'alarm:Watch/7/TooLong'))?.is).toBe('alarm'))
})

it('customers are masked wherever they stand in what is recorded; a guest stays a guest', () => {
  expect(masked({ customer: '1', deep: [{ customer: '2' }], total: 3 })).toEqual({
    ...{ customer: mask, deep: [{ customer: mask }], total: 3 },
  })
  expect(masked({ customer: null })).toEqual({ customer: null })
})
