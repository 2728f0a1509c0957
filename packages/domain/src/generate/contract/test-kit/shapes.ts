import fc from 'fast-check'
import { z } from 'zod'

/** A shape of data for properties of contracts: it has a zod schema, and values that are valid under it. */
export type Shape =
  | { readonly is: 'text'; readonly min: number; readonly max: number }
  | { readonly is: 'int'; readonly min: number; readonly max: number; readonly open: boolean }
  | { readonly is: 'number' | 'boolean' | 'null' | 'digits' }
  | { readonly is: 'enum'; readonly words: readonly string[] }
  | { readonly is: 'list'; readonly of: Shape; readonly min: number; readonly max: number }
  | { readonly is: 'record'; readonly of: Shape }
  | { readonly is: 'pair'; readonly of: readonly [Shape, Shape] }
  | { readonly is: 'either'; readonly of: readonly Shape[] }
  | { readonly is: 'kinds'; readonly of: { readonly [kind: string]: ObjectShape } }
  | ObjectShape

export interface ObjectShape {
  readonly is: 'object'
  readonly of: { readonly [field: string]: Field }
}

interface Field {
  readonly shape: Shape
  readonly has: 'required' | 'optional' | 'default'
}

const range = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }))
  .map(([min, more]) => ({ min, max: min + more }))
const around = range.map(({ min, max }) => ({ min: min - 2, max: max - 2 }))
const names = fc.constantFrom('a', 'b', 'c')
const subset = fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { minLength: 1, maxLength: 3 })

const { shape, object: anyObject } = fc.letrec<{
  shape: Shape
  leaf: Shape
  object: ObjectShape
}>((tie) => ({
  leaf: fc.oneof(
    range.map((bounds) => ({ is: 'text' as const, ...bounds })),
    fc.tuple(around, fc.boolean()).map(([it, open]) => ({ is: 'int' as const, ...it, open })),
    subset.map((words) => ({ is: 'enum' as const, words })),
    fc.constantFrom('number', 'boolean', 'null', 'digits').map((is) => ({ is }) as Shape),
  ),
  object: fc
    .dictionary(
      names,
      fc.record({
        shape: tie('shape'),
        has: fc.constantFrom('required', 'optional', 'default'),
      }) as fc.Arbitrary<Field>,
      { maxKeys: 3 },
    )
    .map((of) => ({ is: 'object' as const, of: { ...of } })),
  shape: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 3, arbitrary: tie('leaf') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie('shape'), range)
        .map(([of, bounds]) => ({ is: 'list' as const, of, ...bounds })),
    },
    { weight: 1, arbitrary: tie('shape').map((of) => ({ is: 'record' as const, of })) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('shape'), tie('shape')).map((of) => ({ is: 'pair' as const, of })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('shape'), { minLength: 2, maxLength: 3 })
        .map((of) => ({ is: 'either' as const, of })),
    },
    {
      weight: 1,
      arbitrary: fc
        .dictionary(names, tie('object'), { minKeys: 1, maxKeys: 3 })
        .map((of) => ({ is: 'kinds' as const, of: { ...of } })),
    },
    { weight: 3, arbitrary: tie('object') },
  ),
}))

/** An object of up to three fields, and whatever is in them. */
export const object = anyObject

/** The shape with one place of it replaced, or a bound moved. */
export const changed = (of: Shape): fc.Arbitrary<Shape> => {
  const here = fc.oneof(shape, fc.constant<Shape>({ is: 'either', of: [of, { is: 'null' }] }))
  switch (of.is) {
    case 'text':
      return fc.oneof(
        here,
        range.map((bounds) => ({ ...of, ...bounds })),
      )
    case 'int':
      return fc.oneof(
        here,
        fc.tuple(around, fc.boolean()).map(([bounds, open]) => ({ ...of, ...bounds, open })),
      )
    case 'enum':
      return fc.oneof(
        here,
        subset.map((words) => ({ ...of, words })),
      )
    case 'list':
      return fc.oneof(
        range.map((bounds) => ({ ...of, ...bounds })),
        changed(of.of).map((inner) => ({ ...of, of: inner })),
      )
    case 'record':
      return changed(of.of).map((inner) => ({ ...of, of: inner }))
    case 'pair':
      return changed(of.of[0]).map((inner) => ({ ...of, of: [inner, of.of[1]] }))
    case 'either':
      return fc.oneof(
        fc.constant<Shape>({ is: 'either', of: [...of.of, { is: 'null' }] }),
        fc.constant<Shape>({ is: 'either', of: of.of.slice(0, -1).concat(of.of.slice(0, 1)) }),
      )
    case 'kinds':
    case 'object': {
      const fields = Object.keys(of.of)
      const [first] = fields
      const field = fc.record({
        shape,
        has: fc.constantFrom('required', 'optional', 'default'),
      }) as fc.Arbitrary<Field>
      if (of.is === 'kinds' || first === undefined) return here
      const { [first]: gone, ...others } = of.of
      const { shape: inner, has } = gone as Field
      return fc.oneof(
        field.map((one) => ({ ...of, of: { ...of.of, d: one } })),
        fc.constant<Shape>({ ...of, of: others }),
        field.map((one) => ({ ...of, of: { ...of.of, [first]: { shape: inner, has: one.has } } })),
        changed(inner).map((one) => ({ ...of, of: { ...of.of, [first]: { shape: one, has } } })),
      )
    }
    default:
      return here
  }
}

/** Who declares it refuses unknown fields and fills in defaults; who reads it passes over unknown fields and relies on what was filled in. */
export type Role = 'declares' | 'reads'

function schemaOf(of: Shape, role: Role): z.ZodType {
  const inner = (one: Shape) => schemaOf(one, role)
  const object = role === 'declares' ? z.strictObject : z.object
  switch (of.is) {
    case 'text':
      return z.string().min(of.min).max(of.max)
    case 'digits':
      return z.string().regex(/^\d+$/)
    case 'int':
      return of.open
        ? z
            .int()
            .gt(of.min)
            .lt(of.max + 2)
        : z.int().min(of.min).max(of.max)
    case 'number':
      return z.number()
    case 'boolean':
      return z.boolean()
    case 'null':
      return z.null()
    case 'enum':
      return of.words.length === 1 ? z.literal(of.words[0] as string) : z.enum(of.words)
    case 'list':
      return z.array(inner(of.of)).min(of.min).max(of.max)
    case 'record':
      return z.record(z.string(), inner(of.of))
    case 'pair':
      return z.tuple([inner(of.of[0]), inner(of.of[1])])
    case 'either':
      return z.union(of.of.map(inner))
    case 'kinds': {
      const kinds = Object.entries(of.of).map(([kind, one]) =>
        object({ kind: z.literal(kind), ...fieldsOf(one, role) }),
      )
      return z.discriminatedUnion('kind', kinds as never)
    }
    case 'object':
      return object(fieldsOf(of, role))
  }
}

export const fieldsOf = ({ of }: ObjectShape, role: Role): { [field: string]: z.ZodType } =>
  Object.fromEntries(
    Object.entries(of).map(([name, { shape: inner, has }]) => {
      const schema = schemaOf(inner, role)
      if (has === 'optional') return [name, schema.optional()]
      return [
        name,
        has === 'default' && role === 'declares' ? schema.default(least(inner)) : schema,
      ]
    }),
  )

function least(of: Shape): any {
  switch (of.is) {
    case 'text':
      return 'x'.repeat(of.min)
    case 'digits':
      return '0'
    case 'int':
      return of.open ? of.min + 1 : of.min
    case 'enum':
      return of.words[0]
    case 'list':
      return Array.from({ length: of.min }, () => least(of.of))
    case 'pair':
      return of.of.map(least)
    case 'either':
      return least(of.of[0] as Shape)
    case 'kinds': {
      const [[kind, one] = ['', noFields]] = Object.entries(of.of)
      return { ...least(one), kind }
    }
    case 'object': {
      const given = Object.entries(of.of).filter(([, { has }]) => has !== 'optional')
      return Object.fromEntries(given.map(([name, { shape: inner }]) => [name, least(inner)]))
    }
    default:
      return { number: 0, boolean: false, null: null, record: {} }[of.is]
  }
}

const noFields: ObjectShape = { is: 'object', of: {} }

/** Values that are valid. */
export function sampleOf(of: Shape): fc.Arbitrary<unknown> {
  switch (of.is) {
    case 'text':
      return fc.string({ minLength: of.min, maxLength: of.max, unit: 'grapheme-ascii' })
    case 'digits':
      return fc.nat({ max: 200 }).map(String)
    case 'int':
      return of.open
        ? fc.integer({ min: of.min + 1, max: of.max + 1 })
        : fc.integer({ min: of.min, max: of.max })
    case 'number':
      return fc.oneof(fc.integer({ min: -2, max: 8 }), fc.constantFrom(0.5, -2.5, 1e9))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'enum':
      return fc.constantFrom(...of.words)
    case 'list':
      return fc.array(sampleOf(of.of), { minLength: of.min, maxLength: of.max })
    case 'record':
      return fc
        .dictionary(fc.constantFrom('a', 'b', 'k'), sampleOf(of.of), { maxKeys: 2 })
        .map((it) => ({ ...it }))
    case 'pair':
      return fc.tuple(sampleOf(of.of[0]), sampleOf(of.of[1]))
    case 'either':
      return fc.oneof(...of.of.map(sampleOf))
    case 'kinds':
      return fc.oneof(
        ...Object.entries(of.of).map(([kind, one]) =>
          objectOf(one).map((value) => ({ ...value, kind })),
        ),
      )
    case 'object':
      return objectOf(of)
  }
}

function objectOf({ of }: ObjectShape): fc.Arbitrary<object> {
  const required = Object.keys(of).filter((name) => of[name]?.has === 'required')
  const values = Object.entries(of).map(([name, { shape: one }]) => [name, sampleOf(one)])
  return fc
    .record(Object.fromEntries(values), { requiredKeys: required as never })
    .map((value) => ({ ...(value as object) }))
}
