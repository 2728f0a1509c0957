import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Infer, InputOf, Schema } from './schema.ts'

/** A schema whose values tell who somebody is. */
export interface Personal<I = unknown, O = I> extends Schema<I, O> {
  readonly personal: true
}

/** Marks a field as personal data: `event('CustomerSignedUp', { email: personal(Email) })`. Whoever hosts the context keeps its values out of logs and traces, and pseudonymises them on request. */
export const personal = <S extends StandardSchemaV1>(schema: S): Personal<InputOf<S>, Infer<S>> =>
  ({ '~standard': schema['~standard'], personal: true }) as never

/** The fields of a shape that are marked. */
export const personalIn = (shape: { readonly [field: string]: StandardSchemaV1 }): string[] =>
  Object.keys(shape).filter((field) => 'personal' in (shape[field] as object))
