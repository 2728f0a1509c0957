import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { event } from './message.ts'
import { projection, type Recording } from './projection.ts'
import { plus } from './rows/write.ts'

const Placed = event('Placed', { order: z.string(), pence: z.int() })
const Paid = event('Paid', { order: z.string() })
const recording: Recording = {
  stream: 'order-1',
  id: 'event-1',
  position: { stamp: 'position', of: 0 },
  revision: { stamp: 'revision', of: 0 },
  at: { stamp: 'at', of: 0 },
}
const words = {
  hears: [Placed, Paid],
  columns: { order: 'text', pence: 'integer', paidAt: 'integer?' },
  key: ['order'],
} as const

describe('a projection', () => {
  const Orders = projection('Orders', words).on({
    Placed: ({ order, pence }, _, rows) => rows.put({ order, pence, paidAt: null }),
    Paid: ({ order }, { at }, rows) =>
      order === 'free' ? [] : [rows.patch({ order }, { paidAt: at }), rows.remove({ order: '' })],
  })

  it('answers with writes to its own table, one or several or none', () => {
    expect(Orders.project(Placed({ order: '1', pence: 5 }), recording)).toEqual([
      { op: 'put', table: 'Orders', row: { order: '1', pence: 5, paidAt: null } },
    ])
    expect(Orders.project(Paid({ order: '1' }), recording)).toEqual([
      { op: 'patch', table: 'Orders', key: { order: '1' }, set: { paidAt: recording.at } },
      { op: 'remove', table: 'Orders', key: { order: '' } },
    ])
    expect(Orders.project(Paid({ order: 'free' }), recording)).toEqual([])
  })

  it('writes nothing for an event that it does not hear', () => {
    for (const type of ['Shipped', 'constructor', '__proto__'])
      expect(Orders.project({ type, data: {} } as never, recording)).toEqual([])
  })

  it('has version 1 unless told', () => {
    expect(Orders.version).toBe(1)
    const next = projection('Orders', { ...words, version: 2 })
    expect(next.on({ Placed: () => [], Paid: () => [] }).version).toBe(2)
  })

  it('is refused with a table that no store could hold', () => {
    const bad = projection('my orders', words)
    expect(() => bad.on({ Placed: () => [], Paid: () => [] })).toThrow('WT_TABLE_INVALID')
  })
})

describe('the types of a projection', () => {
  it('refuse handlers that are missing or unknown', () => {
    // @ts-expect-error Paid is heard and not handled
    projection('Orders', words).on({ Placed: () => [] })
    // @ts-expect-error Shipped is not heard
    projection('Orders', words).on({ Placed: () => [], Paid: () => [], Shipped: () => [] })
  })

  it('refuse wrong columns, and computing with facts of the commit', () => {
    projection('Orders', words).on({
      // @ts-expect-error a missing column
      Placed: ({ order, pence }, _, rows) => rows.put({ order, pence }),
      // @ts-expect-error no such column
      Paid: ({ order }, _, rows) => rows.patch({ ordr: order }, { pence: plus(1) }),
    })
    projection('Orders', words).on({
      Placed: ({ order }, { revision }, rows) => {
        // @ts-expect-error a revision can be stored, not computed with
        const next: number = revision + 1
        return rows.put({ order, pence: next, paidAt: revision })
      },
      // @ts-expect-error pence is no field of Paid
      Paid: ({ pence }, _, rows) => rows.patch({ order: pence }, { pence }),
    })
    // @ts-expect-error a key that is no column
    projection('Orders', { ...words, key: ['id'] })
    // @ts-expect-error an index over no column
    projection('Orders', { ...words, indexes: [['customer']] })
  })
})
