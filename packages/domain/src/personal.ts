import type { StandardSchemaV1 } from '@standard-schema/spec'
import { annotated } from './json-schema.ts'
import type { Infer, InputOf, Schema } from './schema.ts'

/** A schema whose values tell who somebody is. */
export interface Personal<I = unknown, O = I> extends Schema<I, O> {
  /** The paths that are personal data; the empty one is the whole value. */
  readonly personal: readonly ['']
}

/** Marks a field as personal data: `event('CustomerSignedUp', { email: personal(Email) })`. Whoever hosts the context keeps its values out of logs and traces, and pseudonymises them on request. */
export const personal = <S extends StandardSchemaV1>(schema: S): Personal<InputOf<S>, Infer<S>> =>
  ({ ...annotated(schema, { 'x-personal': true }), personal: [''] }) as never

/** The paths in a schema that are marked. */
export const personalPaths = (schema: StandardSchemaV1): readonly string[] =>
  'personal' in schema ? (schema.personal as readonly string[]) : []

/** The paths in a shape that are marked: `email`, `payer.name`. */
export const personalIn = (shape: { readonly [field: string]: StandardSchemaV1 }): string[] =>
  Object.entries(shape).flatMap(([field, schema]) =>
    personalPaths(schema).map((path) => (path === '' ? field : `${field}.${path}`)),
  )
