import { describe, expect, it } from 'vitest'
import { viewing, viewLimits } from './view.ts'

const view = viewing()
const whole = (value: unknown) => view(value, value)

describe('a view', () => {
  it('is plain JSON, whatever a state is made of', () => {
    const state = {
      ...{ when: new Date(0), many: new Set(['a']), by: new Map([['k', { n: 1n }]]) },
      ...{ none: undefined, over: Number.NaN, money: { toJSON: () => ({ amount: '1.00' }) } },
    }
    expect(whole(state)).toEqual({
      ...{ when: '1970-01-01T00:00:00.000Z', many: ['a'], by: { k: { n: '1' } } },
      ...{ over: null, money: { amount: '1.00' } },
    })
  })

  it('shows what is too much in part', () => {
    expect(whole('x'.repeat(1_000_000))).toHaveLength(
      viewLimits.text + '… [1000000 characters]'.length,
    )
    expect(whole(Array.from({ length: 501 }, (_, i) => i))).toHaveLength(501)
    expect((whole(Array.from({ length: 9_000 }, () => 1)) as string[]).at(-1)).toBe('… 8500 more')
    const wide = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`f${i}`, i]))
    expect(whole(wide)).toHaveProperty('…', '1 more')
    let deep: unknown = 1
    for (let i = 0; i < 1_000; i++) deep = { deep }
    expect(JSON.stringify(whole(deep)).length).toBeLessThan(500)
  })

  it('hides whatever its blind twin does not have alike', () => {
    const value = {
      who: 'ann',
      age: 7,
      is: 'Open',
      list: ['ann', 'x'],
      by: { ann: 1 },
      gone: { a: 1 },
    }
    const blind = { who: '?', age: '?', is: 'Open', list: ['?', 'x'], by: { '?': 1 } }
    expect(view(value, blind)).toEqual({
      ...{ who: '[personal]', age: '[personal]', is: 'Open', list: ['[personal]', 'x'] },
      ...{ by: { '[personal]': '[personal]' }, '[personal]': '[personal]' },
    })
    expect(view(value, undefined)).toBe('[personal]')
    expect(view({ who: 'ann' }, undefined)).toBe('[personal]')
  })

  it('has no card numbers', () => {
    expect(whole({ note: 'paid with 4111 1111 1111 1111' })).toEqual({ note: 'paid with [card]' })
  })

  it('of the same value is the same object', () => {
    const state = { part: { n: 1 } }
    expect(whole(state)).toBe(whole(state))
    const next = whole({ ...state, more: 1 }) as { part: unknown }
    expect(next.part).toBe((whole(state) as { part: unknown }).part)
  })
})
