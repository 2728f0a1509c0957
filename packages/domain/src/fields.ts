import type { StandardSchemaV1 } from '@standard-schema/spec'
import {
  type JsonSchemaOptions,
  jsonSchemaOf,
  moved,
  pointerPart,
  type Side,
  standard,
} from './json-schema.ts'
import { own } from './own.ts'
import { personalIn } from './personal.ts'
import { asynchronous, type Infer, type InputOf, type Schema } from './schema.ts'

export type Fields = { readonly [field: string]: StandardSchemaV1 }

// a field whose schema takes undefined may be left out; one whose schema gives undefined is left out, never set to it
type MayBeAbsent<F extends Fields, K extends keyof F> = undefined extends InputOf<F[K]> ? K : never
type MayGoAbsent<F extends Fields, K extends keyof F> = undefined extends Infer<F[K]> ? K : never
type Flat<T> = { readonly [K in keyof T]: T[K] }

export type FieldsIn<F extends Fields> = Flat<
  { [K in keyof F as Exclude<K, MayBeAbsent<F, K>>]: InputOf<F[K]> } & {
    [K in keyof F as MayBeAbsent<F, K>]?: InputOf<F[K]>
  }
>
export type FieldsOut<F extends Fields> = Flat<
  { [K in keyof F as Exclude<K, MayGoAbsent<F, K>>]: Infer<F[K]> } & {
    [K in keyof F as MayGoAbsent<F, K>]?: Exclude<Infer<F[K]>, undefined>
  }
>

/** An object of these fields and no others. Standard Schema itself does not compose, this does: the parts may come from different validators, and from another `fields`. */
export function fields<F extends Fields>(shape: F): Schema<FieldsIn<F>, FieldsOut<F>> {
  const parts = Object.entries(shape)
  const validate = (input: unknown): StandardSchemaV1.Result<FieldsOut<F>> => {
    if (typeof input !== 'object' || input === null || Array.isArray(input))
      return { issues: [{ message: 'expected an object' }] }
    const given = input as { readonly [field: string]: unknown }
    const value: Record<string, unknown> = {}
    const issues: StandardSchemaV1.Issue[] = []
    for (const [key, schema] of parts) {
      const result = schema['~standard'].validate(own(given, key))
      if (result instanceof Promise) throw asynchronous(key)
      if (result.issues)
        issues.push(...result.issues.map((i) => ({ ...i, path: [key, ...(i.path ?? [])] })))
      else if (result.value !== undefined) define(value, key, result.value)
    }
    for (const key of Object.keys(given))
      if (!Object.hasOwn(shape, key)) issues.push({ message: 'unknown field', path: [key] })
    return issues.length > 0 ? { issues } : { value: value as FieldsOut<F> }
  }
  return Object.assign(
    standard<FieldsIn<F>, FieldsOut<F>>('watertight', validate, (side, options) =>
      objectOf(shape, side, options),
    ),
    { personal: personalIn(shape) },
  )
}

/** A field called `__proto__` is a field: assigned, it would set the prototype. */
function define(of: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(of, key, { value, enumerable: true, writable: true, configurable: true })
  else of[key] = value
}

function objectOf(shape: Fields, side: Side, options: JsonSchemaOptions) {
  const all = Object.entries(shape)
  const properties = all.map(([key, schema]) => [
    key,
    moved(jsonSchemaOf(schema, side, options), `/properties/${pointerPart(key)}`),
  ])
  const required = all
    .filter(([key, schema]) => !mayBeAbsent(key, schema, side))
    .map(([key]) => key)
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

/** Asks the schema itself: whether it takes, or gives back, undefined. */
function mayBeAbsent(key: string, schema: StandardSchemaV1, side: Side): boolean {
  const result = schema['~standard'].validate(undefined)
  if (result instanceof Promise) throw asynchronous(key)
  return !result.issues && (side === 'input' || result.value === undefined)
}
