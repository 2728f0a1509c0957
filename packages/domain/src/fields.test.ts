import { describe, expect, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import { DomainError } from './domain-error.ts'
import { fields } from './fields.ts'
import { type Infer, type InputOf, InvalidInput, parse, type Schema } from './schema.ts'
import { value } from './value.ts'

const Line = fields({ sku: z.string().min(1), quantity: z.int().min(1) })
const Order = fields({
  customer: z.string().nullable(),
  note: z.string().optional(),
  priority: z.int().default(0),
  lines: z.array(z.strictObject({ sku: z.string() })),
  first: Line,
})
const order = { customer: null, lines: [{ sku: 'a' }], first: { sku: 'a', quantity: 1 } }

const issuesOf = (schema: Schema<any, any>, input: unknown) => {
  try {
    parse('Order', schema, input)
  } catch (error) {
    if (error instanceof InvalidInput)
      return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw error
  }
  return []
}

describe('fields', () => {
  it('gives what the schemas of its parts give', () => {
    expect(parse('Order', Order, { ...order, note: 'ring' })).toEqual({
      ...order,
      note: 'ring',
      priority: 0,
    })
  })

  it('leaves a field out where its schema gives undefined', () => {
    expect(Object.keys(parse('Order', Order, { ...order, note: undefined }))).toEqual([
      'customer',
      'priority',
      'lines',
      'first',
    ])
  })

  it('names every field that is wrong, however deep', () => {
    const wrong = { ...order, customer: 7, lines: [{ sku: 'a' }, { sku: 2 }], first: { sku: 'a' } }
    expect(issuesOf(Order, wrong).map((issue) => issue.split(':')[0])).toEqual([
      'customer',
      'lines.1.sku',
      'first.quantity',
    ])
  })

  it('refuses unknown fields at every depth', () => {
    expect(issuesOf(Order, { ...order, total: 1, first: { ...order.first, price: 1 } })).toEqual([
      'first.price: unknown field',
      'total: unknown field',
    ])
  })

  it.each([null, undefined, 'text', 7, [], [order]])('refuses %j, which is no object', (input) => {
    expect(issuesOf(Order, input)).toEqual([': expected an object'])
  })

  it('says all of it in one message', () => {
    expect(() => parse('Order', Order, [])).toThrow(
      'WT_INPUT_INVALID: Order: input: expected an object. Correct what is named and send it again.',
    )
  })

  it('refuses an asynchronous schema when it meets one', () => {
    const slow = z.string().refine(() => Promise.resolve(true))
    for (const meet of [
      () => parse('Slow', slow, 'x'),
      () => parse('Slow', fields({ slow }), { slow: 'x' }),
    ])
      expect(meet).toThrow(DomainError)
  })
})

describe('fields and hostile names', () => {
  it('treat __proto__ as an unknown field and leave every prototype alone', () => {
    const hostile = JSON.parse('{"sku":"a","quantity":1,"__proto__":{"polluted":true}}')
    expect(issuesOf(Line, hostile)).toEqual(['__proto__: unknown field'])
    expect(issuesOf(Line, JSON.parse('{"sku":"a","quantity":1,"constructor":{}}'))).toEqual([
      'constructor: unknown field',
    ])
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('do not take inherited properties for fields', () => {
    const Odd = fields({ constructor: z.unknown().optional(), toString: z.string().optional() })
    expect(Object.keys(parse('Odd', Odd, {}))).toEqual([])
    expect(issuesOf(Line, Object.create({ sku: 'a', quantity: 1 }))).toHaveLength(2)
  })

  it('can have a field called __proto__ without setting one', () => {
    const Odd = fields({ ['__proto__']: z.strictObject({ a: z.int() }) })
    const parsed: object = parse('Odd', Odd, JSON.parse('{"__proto__":{"a":1}}'))
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
    expect(Object.hasOwn(parsed, '__proto__')).toBe(true)
  })
})

describe('the types of fields', () => {
  it('let a field be left out exactly where its schema takes undefined', () => {
    expectTypeOf<InputOf<typeof Order>>().toEqualTypeOf<{
      readonly customer: string | null
      readonly note?: string | undefined
      readonly priority?: number | undefined
      readonly lines: { sku: string }[]
      readonly first: { readonly sku: string; readonly quantity: number }
    }>()
  })

  it('never promise a field that may be undefined', () => {
    expectTypeOf<Infer<typeof Order>>().toEqualTypeOf<{
      readonly customer: string | null
      readonly note?: string
      readonly priority: number
      readonly lines: { sku: string }[]
      readonly first: { readonly sku: string; readonly quantity: number }
    }>()
  })
})

describe('a value', () => {
  const Pounds = value('Pounds', z.int().positive())

  it('is made by calling it and is a schema where one is wanted', () => {
    expect(Pounds(5)).toBe(5)
    expect(() => Pounds(-5)).toThrow('WT_INPUT_INVALID: Pounds: input: ')
    expect(issuesOf(fields({ price: Pounds }), { price: 0 })).toHaveLength(1)
    expect(Pounds.valueName).toBe('Pounds')
  })

  it('is not any other value of the same shape', () => {
    const Euros = value('Euros', z.int().positive())
    const pay = (_: Infer<typeof Pounds>) => true
    expect(pay(Pounds(5))).toBe(true)
    // @ts-expect-error euros are no pounds
    pay(Euros(5))
    // @ts-expect-error a number is not checked
    pay(5)
  })
})
