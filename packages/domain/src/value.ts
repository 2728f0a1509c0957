import type { StandardSchemaV1 } from '@standard-schema/spec'
import { annotated } from './json-schema.ts'
import { personalPaths } from './personal.ts'
import { type Infer, type InputOf, parse, type Schema } from './schema.ts'

declare const brand: unique symbol
export type Branded<N extends string, T> = T & { readonly [brand]: N }

/** A value object: a name for a checked value. Call it to make one; use it as a schema wherever one is wanted. */
export interface Value<N extends string, S extends StandardSchemaV1>
  extends Schema<InputOf<S>, Branded<N, Infer<S>>> {
  (input: InputOf<S>): Branded<N, Infer<S>>
  readonly valueName: N
}

export function value<const N extends string, S extends StandardSchemaV1>(
  name: N,
  schema: S,
): Value<N, S> {
  const make = (input: InputOf<S>) => parse(name, schema, input) as Branded<N, Infer<S>>
  const more = { valueName: name, personal: personalPaths(schema) }
  return Object.assign(make, annotated(schema, { title: name }), more) as never
}
