import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { fields } from './fields.ts'
import {
  command,
  type DataOf,
  event,
  type Message,
  type MessageOf,
  type Named,
  type Names,
} from './message.ts'
import { personal } from './personal.ts'
import { value } from './value.ts'

const Placed = event(
  'Placed',
  { customer: z.string().nullable(), coupon: z.string().optional() },
  { tags: ['customer', 'coupon'] },
)
const Place = command('Place', { customer: z.string().nullable() })

describe('events and commands', () => {
  it('are plain data, made by calling their type', () => {
    expect(Placed({ customer: 'ann' })).toEqual({ type: 'Placed', data: { customer: 'ann' } })
    expect(Place({ customer: null })).toEqual({ type: 'Place', data: { customer: null } })
    expect(JSON.parse(JSON.stringify(Placed({ customer: null })))).toEqual(
      Placed({ customer: null }),
    )
  })

  it('refuse what does not fit, before it is anywhere', () => {
    expect(() => Placed({ customer: 7 as never })).toThrow('WT_INPUT_INVALID: Placed: customer: ')
    expect(() => Place({ customer: null, more: 1 } as never)).toThrow('more: unknown field')
  })

  it('may have tags that are null or absent in one event or another', () => {
    expect(Placed.tags).toEqual(['customer', 'coupon'])
    expect(Placed({ customer: null }).data).toEqual({ customer: null })
  })
})

describe('the version of an event', () => {
  const upcast = { 1: (data: object) => ({ ...data, b: 1 }), 2: (data: object) => data }

  it('is 1 unless told, and has an upcaster from each version before', () => {
    expect(Placed.version).toBe(1)
    const now = event('Grown', { a: z.int(), b: z.int() }, { version: 3, upcast })
    expect(now.version).toBe(3)
    expect(now.upcast[1]?.({ a: 1 })).toEqual({ a: 1, b: 1 })
  })

  it.each([
    ['a gap', 3, { 1: upcast[1] }],
    ['a gap at the beginning', 3, { 2: upcast[2] }],
    ['an upcaster from the current version', 2, upcast],
    ['an upcaster from no version', 2, { 1: upcast[1], old: upcast[2] }],
    ['no whole number', 1.5, {}],
    ['zero', 0, {}],
    ['a negative number', -1, {}],
  ])('is refused with %s', (_, version, upcasters) => {
    expect(() => event('Grown', {}, { version, upcast: upcasters })).toThrow('WT_EVENT_VERSION')
  })
})

describe('personal data', () => {
  const Email = value('Email', personal(z.email()))
  const Payer = fields({ name: personal(z.string()), points: z.int() })

  it('is known by its path, through values and fields', () => {
    const Joined = event('Joined', { email: Email, payer: Payer, plan: z.string() })
    expect(Joined.personal).toEqual(['email', 'payer.name'])
    expect(command('Join', { email: Email, all: personal(Payer) }).personal).toEqual([
      'email',
      'all',
    ])
    expect(Placed.personal).toEqual([])
  })

  it('is no tag, because an index keeps it in the clear', () => {
    expect(() => event('Joined', { email: Email }, { tags: ['email'] })).toThrow(
      'WT_EVENT_TAG_PERSONAL: event Joined has personal data as tag email',
    )
    expect(() => event('Joined', { payer: Payer }, { tags: ['payer'] })).toThrow('as tag payer')
  })
})

describe('the types of messages', () => {
  const Paid = event('Paid', { pence: z.int() })
  type Both = typeof Placed | typeof Paid

  it('are inferred without type arguments', () => {
    expectTypeOf<DataOf<typeof Placed>>().toEqualTypeOf<{
      readonly customer: string | null
      readonly coupon?: string
    }>()
    expectTypeOf<Names<Both>>().toEqualTypeOf<'Placed' | 'Paid'>()
    expectTypeOf<Named<Both, 'Paid'>>().toEqualTypeOf<typeof Paid>()
    expectTypeOf<MessageOf<typeof Paid>>().toEqualTypeOf<
      Message<'Paid', { readonly pence: number }>
    >()
  })

  it('refuse a wrong field, a missing one and a tag that is no field', () => {
    // @ts-expect-error pence is a number
    expect(() => Paid({ pence: '1' })).toThrow()
    // @ts-expect-error pence is missing
    expect(() => Paid({})).toThrow()
    // @ts-expect-error no such field
    event('Paid', { pence: z.int() }, { tags: ['pounds'] })
  })
})
