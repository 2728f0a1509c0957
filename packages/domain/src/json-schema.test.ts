import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fields } from './fields.ts'
import { isUnknownShape, jsonSchemaOf, moved } from './json-schema.ts'
import { command } from './message.ts'
import { Money } from './money/money.ts'
import { moneyJson } from './money/money-json.ts'
import { personal } from './personal.ts'
import { parse, type Schema } from './schema.ts'
import { value } from './value.ts'

const own: Schema<string, string> = {
  '~standard': { version: 1, vendor: 'own', validate: (input) => ({ value: String(input) }) },
}
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false })
ajv.addVocabulary(['x-personal'])

describe('the JSON Schema of fields', () => {
  const Order = fields({
    number: z.int().min(1).max(9),
    note: z.string().optional(),
    priority: z.int().min(0).max(9).default(0),
    lines: z.array(z.strictObject({ sku: z.string() })).min(1),
  })

  it('has every field and no other; required is what may not be left out', () => {
    const taken = jsonSchemaOf(Order, 'input')
    expect(taken).toMatchObject({ type: 'object', additionalProperties: false })
    expect(taken.required).toEqual(['number', 'lines'])
    expect(jsonSchemaOf(Order, 'output').required).toEqual(['number', 'priority', 'lines'])
    expect(taken.properties).toMatchObject({
      number: { type: 'integer', minimum: 1, maximum: 9 },
      lines: { type: 'array', minItems: 1, items: { required: ['sku'] } },
    })
    expect(jsonSchemaOf(fields({}), 'input')).not.toHaveProperty('required')
  })

  it('composes from fields in fields, and from validators that do not know each other', () => {
    const schema = jsonSchemaOf(fields({ order: Order, total: moneyJson, by: own }), 'input')
    expect(schema.properties).toMatchObject({
      order: { properties: { number: { type: 'integer' } } },
      total: { required: ['amount', 'currency'] },
    })
  })

  it('is made for the draft that is asked for', () => {
    const pair = fields({ pair: z.tuple([z.string(), z.int()]) })
    const items = (target: string) => jsonSchemaOf(pair, 'input', { target }).properties
    expect(items('draft-2020-12')).toHaveProperty('pair.prefixItems')
    expect(items('draft-07')).toHaveProperty('pair.items')
  })

  it('keeps a schema that contains itself whole, wherever it is put', () => {
    const Tree = z.strictObject({
      name: z.string(),
      get branches() {
        return z.array(Tree)
      },
    })
    const tree = { name: 'a', branches: [{ name: 'b', branches: [] }] }
    const inner = fields({ 'a/b ~c': fields({ tree: Tree }) })
    const accepts = ajv.compile(jsonSchemaOf(inner, 'input'))
    expect(accepts({ 'a/b ~c': { tree } })).toBe(true)
    expect(accepts({ 'a/b ~c': { tree: { name: 'a', branches: [{ name: 7 }] } } })).toBe(false)
    const data = { enum: [{ $ref: '#' }], const: { $ref: '#' } }
    expect(moved({ $ref: '#/$defs/a', properties: { $ref: data } }, '/x')).toEqual({
      $ref: '#/x/$defs/a',
      properties: { $ref: data },
    })
  })

  it('says where a validator gives none, and goes on', () => {
    const Mixed = fields({ by: own, big: z.bigint(), when: z.string() })
    const { by, big, when } = jsonSchemaOf(Mixed, 'input').properties as Record<string, any>
    expect(by).toEqual({ $comment: 'no JSON Schema: the validator gives none' })
    expect(big.$comment).toMatch(/^no JSON Schema: BigInt/)
    expect([by, big, when].map(isUnknownShape)).toEqual([true, true, false])
    expect(isUnknownShape({ $comment: 'see the manual' })).toBe(false)
  })
})

describe('the JSON Schema of marks and names', () => {
  it('shows what is personal and what a value is called', () => {
    const Email = value('Email', z.email())
    const { properties } = jsonSchemaOf(command('SignUp', { to: personal(Email) }).schema, 'input')
    expect(properties).toMatchObject({
      to: { type: 'string', format: 'email', title: 'Email', 'x-personal': true },
    })
    expect(jsonSchemaOf(value('Own', own), 'input')).toMatchObject({ title: 'Own' })
  })
})

describe('the JSON Schema of money', () => {
  const [taken, given] = (['input', 'output'] as const).map((side) =>
    ajv.compile(jsonSchemaOf(moneyJson, side)),
  )

  it('takes all that money is read from, and gives all that it is written as', () => {
    const currency = fc.constantFrom('GBP', 'JPY', 'KWD', 'CLF')
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }), currency, (minor, code) => {
        const json = Money.ofMinor(minor, code).toJSON()
        expect([taken?.(json), given?.(json)]).toEqual([true, true])
      }),
    )
    expect(given?.(Money.ofMinor(10n ** 40n, 'GBP').toJSON())).toBe(true)
    expect(taken?.({ amount: '+2.5', currency: 'GBP' })).toBe(true)
  })

  it.each([
    { amount: 2.5, currency: 'GBP' },
    { amount: '2,50', currency: 'GBP' },
    { amount: '1e3', currency: 'GBP' },
    { amount: '2.50', currency: 'gbp' },
    { amount: '2.50' },
    { amount: '2.50', currency: 'GBP', rounded: true },
  ])('refuses %j, as its validator does', (input) => {
    expect(taken?.(input)).toBe(false)
    expect(() => parse('money', moneyJson, input)).toThrow('WT_INPUT_INVALID')
  })
})
