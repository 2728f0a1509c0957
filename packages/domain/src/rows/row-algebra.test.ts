import { describe, expect, it } from 'vitest'
import type { Row } from './columns.ts'
import { holds, keyOf, rowAfter, settle, settled } from './row-algebra.ts'
import { table } from './table.ts'
import { plus, type Stamp, type Write } from './write.ts'

const Days = table('days', { day: 'text', orders: 'integer', paid: 'integer?', note: 'text?' }, [
  'day',
])
const stamps = ({ stamp, of }: Stamp) => ({ position: 100, revision: 10, at: 1000 })[stamp] + of
const after = (row: Row | undefined, write: Write) => rowAfter(row, write, stamps)
const position: Stamp = { stamp: 'position', of: 2 }
const day = 'monday'
const fresh = { day, orders: 1, paid: null, note: null }

describe('the row after a write', () => {
  it('is put where there is none, and replaced where there is one', () => {
    expect(after(undefined, Days.put(fresh))).toEqual(fresh)
    expect(after({ ...fresh, orders: 9, paid: 4 }, Days.put(fresh))).toEqual(fresh)
  })

  it('is changed instead of replaced where the put says how', () => {
    const count = Days.put(fresh, { orders: plus(1) })
    expect(after(undefined, count)).toEqual(fresh)
    expect(after({ ...fresh, note: 'kept' }, count)).toEqual({ ...fresh, orders: 2, note: 'kept' })
  })

  it('is patched where there is one, and stays absent where there is none', () => {
    const pay = Days.patch({ day }, { paid: plus(-5), note: 'refund' })
    expect(after(fresh, pay)).toEqual({ ...fresh, paid: -5, note: 'refund' })
    expect(after({ ...fresh, paid: 7 }, pay)).toEqual({ ...fresh, paid: 2, note: 'refund' })
    expect(after(undefined, pay)).toBeUndefined()
  })

  it('is gone after a removal, which is harmless twice', () => {
    expect(after(fresh, Days.remove({ day }))).toBeUndefined()
    expect(after(undefined, Days.remove({ day }))).toBeUndefined()
  })

  it('is the same after a requirement', () => {
    const require: Write = { op: 'require', table: 'days', key: { day }, if: 'absent' }
    expect(after(fresh, require)).toBe(fresh)
    expect(after(undefined, require)).toBeUndefined()
  })

  it('holds the facts of the commit where stamps were written', () => {
    expect(after(undefined, Days.put({ ...fresh, orders: position }))).toEqual({
      ...fresh,
      orders: 102,
    })
    const or = Days.put(fresh, { paid: { stamp: 'revision', of: 0 } })
    expect(after(fresh, or)).toEqual({ ...fresh, paid: 10 })
    expect(after(fresh, Days.patch({ day }, { paid: { stamp: 'at', of: 1 } }))).toEqual({
      ...fresh,
      paid: 1001,
    })
  })

  it('leaves the row before it as it was', () => {
    const before = Object.freeze({ ...fresh })
    after(before, Days.put(fresh, { orders: plus(1) }))
    after(before, Days.patch({ day }, { orders: 7 }))
    expect(before).toEqual(fresh)
  })
})

describe('a settled write', () => {
  const writes = [
    Days.put({ ...fresh, orders: position }, { paid: position, orders: plus(1) }),
    Days.put({ ...fresh, orders: position }),
    Days.patch({ day }, { paid: position, note: null }, { orders: 1 }),
    Days.claim({ ...fresh, paid: position }),
    Days.remove({ day }),
  ]

  it('holds no stamp any more', () => {
    expect(JSON.stringify(writes)).toContain('stamp')
    expect(JSON.stringify(writes.map((write) => settled(write, stamps)))).not.toContain('stamp')
  })

  it('means what it meant before', () => {
    for (const write of writes)
      for (const row of [undefined, { ...fresh, orders: 5 }])
        expect(after(row, settled(write, stamps))).toEqual(after(row, write))
  })

  it('keeps its increments, guards and keys', () => {
    const [put, , patch, claim, remove] = writes.map((write) => settled(write, stamps))
    expect(put).toMatchObject({ or: { orders: { plus: 1 }, paid: 102 } })
    expect(patch).toMatchObject({ key: { day }, set: { paid: 102, note: null }, if: { orders: 1 } })
    expect(claim).toMatchObject({ if: 'absent' })
    expect(remove).toEqual({ op: 'remove', table: 'days', key: { day } })
  })

  it('leaves plain cells alone', () => {
    expect([1, 'a', null, position].map((cell) => settle(cell, stamps))).toEqual([
      1,
      'a',
      null,
      102,
    ])
  })
})

describe('a guard', () => {
  it('that is not there always holds', () => {
    expect(holds(undefined, undefined) && holds(undefined, fresh)).toBe(true)
  })

  it('absent holds only where there is no row', () => {
    expect(holds('absent', undefined)).toBe(true)
    expect(holds('absent', fresh)).toBe(false)
  })

  it('of cells holds only where the row has all of them', () => {
    expect(holds({ orders: 1, paid: null }, fresh)).toBe(true)
    expect(holds({ orders: 1, paid: 0 }, fresh)).toBe(false)
    expect(holds({ orders: '1' }, fresh)).toBe(false)
    expect(holds({ orders: 1 }, undefined)).toBe(false)
    expect(holds({}, undefined)).toBe(false)
    expect(holds({}, fresh)).toBe(true)
  })
})

describe('the key of a row', () => {
  it('tells apart what only looks alike', () => {
    const keys = [
      { a: 'x', b: 'y' },
      { a: 'x,y', b: '' },
      { a: '"x"', b: 'y' },
      { a: '1', b: 'y' },
      { a: 1, b: 'y' },
    ].map((row) => keyOf(['a', 'b'], row))
    expect(new Set(keys).size).toBe(keys.length)
    expect(keyOf(['a'], { a: 'x', b: 1 })).toBe(keyOf(['a'], { b: 2, a: 'x' }))
  })
})
