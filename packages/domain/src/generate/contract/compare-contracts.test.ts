import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Fields } from '../../fields.ts'
import { type JsonSchema, jsonSchemaOf } from '../../json-schema.ts'
import { command, event } from '../../message.ts'
import { moneyJson } from '../../money/money-json.ts'
import { personal } from '../../personal.ts'
import { Doors, Keys } from '../test-kit/doors.ts'
import { compareContracts } from './compare-contracts.ts'
import { type Contract, type Contracts, contractsOf, unknownShapes } from './contracts.ts'

const contracts = (contract: Partial<Contract>): Contracts => ({
  version: 1,
  contexts: { orders: { events: {}, commands: {}, ...contract } },
})
const events = (shape: Fields) =>
  contracts({ events: { Placed: jsonSchemaOf(event('Placed', shape).schema, 'output') } })
const commands = (shape: Fields) =>
  contracts({ commands: { 'Order.Place': jsonSchemaOf(command('Place', shape).schema, 'input') } })
const changes = (before: Contracts, now: Contracts) =>
  compareContracts(before, now).map(
    ({ change, breaking }) => `${breaking ? 'breaking' : 'fine'}: ${change}`,
  )
const ofEvent = (before: Fields, now: Fields) => changes(events(before), events(now))
const ofCommand = (before: Fields, now: Fields) => changes(commands(before), commands(now))

const text = z.string()
const line = { sku: text, quantity: z.int().min(1) }

describe('a published event', () => {
  it('may be new, and may not go', () => {
    const [none, some] = [contracts({}), events({})]
    expect(compareContracts(none, some)).toEqual([
      {
        ...{ context: 'orders', message: 'Placed', change: 'is new', breaking: false },
        why: 'whoever does not know it passes over it',
      },
    ])
    expect(compareContracts(some, none)).toEqual([
      {
        ...{ context: 'orders', message: 'Placed', change: 'is gone', breaking: true },
        why: 'whoever hears it waits in vain',
      },
    ])
  })

  it.each<[string, Fields, Fields, string[]]>([
    ['gets a field', {}, { a: text }, ['fine: a is new']],
    ['gets an optional field', {}, { a: text.optional() }, ['fine: a is new']],
    ['loses a field', { a: text }, {}, ['breaking: a is gone']],
    ['loses an optional field', { a: text.optional() }, {}, ['breaking: a is gone']],
    [
      'may leave a field out',
      { a: text },
      { a: text.optional() },
      ['breaking: a is optional, was required'],
    ],
    [
      'always has a field',
      { a: text.optional() },
      { a: text },
      ['fine: a is required, was optional'],
    ],
    [
      'has a field of another type',
      { a: text },
      { a: z.int() },
      ['breaking: a: type is integer, was string'],
    ],
    [
      'may say null',
      { a: text },
      { a: text.nullable() },
      ['breaking: a: type is string | null, was string'],
    ],
    [
      'never says null any more',
      { a: text.nullable() },
      { a: text },
      ['fine: a: type is string, was string | null'],
    ],
    [
      'has one word more',
      { a: z.enum(['x', 'y']) },
      { a: z.enum(['x', 'y', 'z']) },
      [`breaking: a: enum is "x" | "y" | "z", was "x" | "y"`],
    ],
    [
      'has one word less',
      { a: z.enum(['x', 'y']) },
      { a: z.literal('x') },
      [`fine: a: const is "x", was "x" | "y"`],
    ],
    [
      'has fractions where whole numbers were',
      { a: z.int() },
      { a: z.number() },
      ['breaking: a: type is number, was integer'],
    ],
    [
      'has a change deep inside',
      { lines: z.array(z.object(line)) },
      { lines: z.array(z.object({ sku: text, quantity: z.int() })) },
      ['breaking: lines[].quantity: minimum is -9007199254740991, was 1'],
    ],
    [
      'has money where a text was',
      { a: text },
      { a: moneyJson },
      ['breaking: a: type is object, was string'],
    ],
  ])('%s', (_, before, now, expected) => {
    const found = ofEvent(before, now)
    for (const one of expected) expect(found).toContain(one)
    const breaks = (all: readonly string[]) => all.some((one) => one.startsWith('breaking'))
    expect(breaks(found)).toBe(breaks(expected))
  })
})

describe('a command that others send', () => {
  it('may be new, and may not go or move', () => {
    const [none, some] = [contracts({}), commands({})]
    const { commands: moved } = some.contexts.orders as Contract
    const elsewhere = contracts({
      commands: { 'Purchase.Place': moved['Order.Place'] as JsonSchema },
    })
    expect(changes(none, some)).toEqual(['fine: is new'])
    expect(changes(some, none)).toEqual(['breaking: is gone'])
    expect(changes(some, elsewhere)).toEqual(['breaking: is gone', 'fine: is new'])
  })

  it.each<[string, Fields, Fields, string[]]>([
    ['wants a field', {}, { a: text }, ['breaking: a is new, and required']],
    ['takes a field', {}, { a: text.optional() }, ['fine: a is new']],
    ['takes a field that has a default', {}, { a: text.default('') }, ['fine: a is new']],
    ['takes a field no more', { a: text.optional() }, {}, ['breaking: a is gone']],
    [
      'wants a field that could be left out',
      { a: text.optional() },
      { a: text },
      ['breaking: a is required, was optional'],
    ],
    [
      'lets a field be left out',
      { a: text },
      { a: text.optional() },
      ['fine: a is optional, was required'],
    ],
    [
      'takes less',
      { a: z.int().max(100) },
      { a: z.int().max(10) },
      ['breaking: a: maximum is 10, was 100'],
    ],
    [
      'takes more',
      { a: z.int().max(10) },
      { a: z.int().max(100) },
      ['fine: a: maximum is 100, was 10'],
    ],
    [
      'takes one word more',
      { a: z.enum(['x']) },
      { a: z.enum(['x', 'y']) },
      ['fine: a: enum is "x" | "y", was "x"'],
    ],
    [
      'takes one word less',
      { a: z.enum(['x', 'y']) },
      { a: z.enum(['x']) },
      ['breaking: a: enum is "x", was "x" | "y"'],
    ],
    [
      'takes another pattern',
      { a: text.regex(/^a/) },
      { a: text.regex(/^[ab]/) },
      ['breaking: a: pattern is ^[ab], was ^a'],
    ],
    [
      'takes null too',
      { a: text },
      { a: text.nullable() },
      ['fine: a: type is string | null, was string'],
    ],
    [
      'has lines with one field more',
      { lines: z.array(z.strictObject(line)) },
      { lines: z.array(z.strictObject({ ...line, gift: z.boolean() })) },
      ['breaking: lines[].gift is new, and required'],
    ],
  ])('%s', (_, before, now, expected) => {
    expect(ofCommand(before, now)).toEqual(expected)
  })

  it('is not changed by what is only said about it', () => {
    const told = { a: personal(text.describe('a name')), b: z.int().default(1) }
    expect(ofCommand({ a: text, b: z.int().optional() }, told)).toEqual([])
  })
})

describe('what cannot be decided', () => {
  const own = (vendor: string) =>
    ({
      '~standard': { version: 1, vendor, validate: (value: unknown) => ({ value }) },
    }) as const

  it('is breaking where a shape was known and is not any more', () => {
    expect(ofCommand({ a: text }, { a: own('one') })).toContain(
      'breaking: a: shape is unknown, was string',
    )
    expect(ofEvent({ a: own('one') }, { a: text })).toContain(
      'breaking: a: shape is string, was unknown',
    )
    expect(ofEvent({ a: own('one') }, { a: own('two') })).toEqual([])
  })

  it('is breaking where schemas say what is not understood here', () => {
    const said = (schema: object) => contracts({ commands: { It: schema as never } })
    const among = { patternProperties: { '^a': { type: 'string' } } }
    expect(changes(said(among), said(among))).toEqual([])
    expect(changes(said({ ...among, maxProperties: 9 }), said(among))).toContain(
      'breaking: it: patternProperties is {"^a":{"type":"string"}}, was {"^a":{"type":"string"}}',
    )
    const elsewhere = { $ref: 'https://schemas.example/order.json' }
    expect(changes(said({ type: 'string' }), said(elsewhere))[0]).toMatch(/^breaking: it: \$ref/)
    const overlapping = { oneOf: [{ type: 'number' }, { type: 'integer' }] }
    expect(changes(said({ type: 'integer' }), said(overlapping))[0]).toMatch(/^breaking: it: oneOf/)
    expect(changes(said({}), said({ properties: { a: { type: 'string' } } }))[0]).toMatch(
      /^breaking/,
    )
  })
})

describe('a bound', () => {
  const breaks = (before: JsonSchema, now: JsonSchema) => {
    const [one, other] = [before, now].map((It) => contracts({ commands: { It } }))
    return changes(one as Contracts, other as Contracts).some((it) => it.startsWith('breaking'))
  }

  it.each<[JsonSchema, JsonSchema]>([
    [{ exclusiveMaximum: 5 }, { maximum: 5 }],
    [{ maximum: 4 }, { exclusiveMaximum: 5 }],
    [{ exclusiveMinimum: 5 }, { minimum: 5 }],
    [{ minimum: 6 }, { exclusiveMinimum: 5 }],
    [{ const: 5 }, { minimum: 5, maximum: 5 }],
    [{ type: 'integer' }, { type: 'number' }],
    [{ allOf: [{ type: 'number' }, { type: 'integer' }] }, { type: 'integer' }],
    [{ multipleOf: 5 }, { multipleOf: 5, description: 'in fives' }],
    [{ type: 'string' }, { minLength: 0 }],
    [{ type: 'string' }, { minimum: 7 }],
    [
      { type: 'array', minItems: 2, uniqueItems: true },
      { minItems: 1, uniqueItems: true },
    ],
  ])('%j becomes %j, which takes as much', (before, now) => {
    expect(breaks(before, now)).toBe(false)
  })

  it.each<[JsonSchema, JsonSchema]>([
    [{ maximum: 5 }, { exclusiveMaximum: 5 }],
    [{ minimum: 5 }, { exclusiveMinimum: 5 }],
    [{ minimum: -2 }, { minimum: 0 }],
    [{ type: 'number' }, { type: 'integer' }],
    [{ type: 'number' }, { multipleOf: 5 }],
    [{ allOf: [{ type: 'number' }, { type: 'integer' }] }, { type: 'string' }],
    [{ multipleOf: 10 }, { multipleOf: 5 }],
    [{ type: 'array' }, { uniqueItems: true }],
    [{ type: 'array', maxItems: 3 }, { maxItems: 2 }],
    [{}, { minLength: 1 }],
    [{}, false as never],
  ])('%j becomes %j, which takes less or cannot be told', (before, now) => {
    expect(breaks(before, now)).toBe(true)
  })
})

describe('the length of a word', () => {
  it('is counted as the stricter validator counts', () => {
    const word = { a: z.literal('🚢') }
    expect(ofCommand(word, { a: text.max(2) })[0]).not.toMatch(/^breaking: a: maxLength/)
    expect(ofCommand(word, { a: text.max(1) })[0]).toMatch(/^breaking: a: maxLength/)
    expect(ofCommand(word, { a: text.min(2) })[0]).toMatch(/^breaking: a: minLength/)
  })
})

describe('a shape that contains itself', () => {
  const tree = (leaf: z.ZodType) => {
    const Tree = z.strictObject({
      leaf,
      get branches() {
        return z.array(Tree)
      },
    })
    return { tree: Tree }
  }

  it('is compared to the end, and says where it has changed', () => {
    expect(ofCommand(tree(text), tree(text))).toEqual([])
    expect(ofCommand(tree(text), tree(text.max(9)))).toEqual([
      'breaking: tree.leaf: maxLength is 9, was not stated',
      'breaking: tree.branches[].leaf: maxLength is 9, was not stated',
    ])
    expect(ofCommand(tree(text), { ...tree(text), note: text.optional() })).toEqual([
      'fine: note is new',
    ])
  })
})

describe('the contracts of contexts', () => {
  it('are their published events and the commands they accept, by name', () => {
    const { contexts } = contractsOf({ contexts: [Keys, Doors] })
    expect(Object.keys(contexts)).toEqual(['doors', 'keys'])
    expect(Object.keys(contexts.doors?.commands ?? {})).toEqual([
      'FrontDoor.OpenDoor',
      'Lock.TurnKey',
    ])
    expect(Object.keys(contexts.doors?.events ?? {})).toEqual(['doors.DoorOpened.v1'])
    expect(contexts.doors?.commands['FrontDoor.OpenDoor']).toMatchObject({ required: ['by'] })
  })

  it('are plain JSON that does not depend on an order', () => {
    const one = contractsOf({ contexts: [Keys, Doors] })
    const other = contractsOf({ contexts: [Doors, Keys] })
    expect(JSON.parse(JSON.stringify(one))).toEqual(one)
    expect(JSON.stringify(other)).toBe(JSON.stringify(one))
    expect(compareContracts(one, other)).toEqual([])
  })

  it('name what has no JSON Schema, wherever it is', () => {
    const none = {
      '~standard': { version: 1, vendor: 'own', validate: () => ({ value: '' }) },
    } as const
    const shape = { by: none, lines: z.array(z.strictObject(line)) }
    expect(unknownShapes(commands(shape))).toEqual(['orders Order.Place.by'])
    expect(unknownShapes(commands({ lines: z.array(text) }))).toEqual([])
  })
})
