import { expect, it } from 'vitest'
import { shop } from '../context-map.ts'
import type { PastEvent } from './past.ts'
import { inWords } from './words.ts'

/** These are recorded in streams that are no order's, or of others' orders too. */
const notOfAnOrder = new Set([
  ...[
    'CustomerPseudonymised',
    'CustomerForgotten',
    'StockAdjusted',
    'StockCounted',
    'StockReceived',
    'StockFound',
    'StockLost',
  ],
])

const told = (type: string) => inWords({ type, data: {} } as PastEvent).says

it('every event that an order can have is put into words', () => {
  const types = shop.contexts
    .flatMap(({ owns }) => owns.flatMap(({ events }) => events.map(({ type }) => type)))
    .filter((type) => !notOfAnOrder.has(type))
  expect(types.length).toBeGreaterThan(40)
  expect(types.filter((type) => told(type) === type)).toEqual([])
})

it('an event without words is told by its name', () => expect(told('toString')).toBe('toString'))
