import type { JsonSchema } from '../../json-schema.ts'
import { own } from '../../own.ts'
import type { AnySchema, Together } from './alternatives.ts'

export type Named = { readonly [name: string]: AnySchema }

/** The fields that are named. */
export const fieldNames = (one: Together): string[] => [
  ...new Set(one.flatMap(({ properties }) => Object.keys((properties ?? {}) as Named))),
]

/** The schema of a field; `false` where it is never there. */
export function fieldOf(one: Together, name: string): AnySchema {
  const named = schemasOf(one, (it) => own((it.properties ?? {}) as Named, name))
  return named.length > 0 ? both(named) : restOf(one)
}

/** The schema of fields that are not named: none where some are named, any where not a word is said about fields. */
export function restOf(one: Together): AnySchema {
  if (one.some((it) => 'patternProperties' in it)) return true
  if (!one.some((it) => 'properties' in it || 'additionalProperties' in it)) return true
  const rest = schemasOf(one, (it) => it.additionalProperties)
  return rest.length > 0 ? both(rest) : false
}

/** The schema of the names of fields. */
export function namesOf(one: Together): AnySchema {
  if (restOf(one) === false) return { enum: fieldNames(one) }
  return both([{ type: 'string' }, ...schemasOf(one, (it) => it.propertyNames)])
}

export const prefixOf = ({ prefixItems }: JsonSchema) => (prefixItems ?? []) as AnySchema[]
/** The schema of an item of a list. */
export const itemOf = (one: Together, index: number): AnySchema =>
  both(schemasOf(one, (it) => prefixOf(it)[index] ?? it.items))

function both(schemas: readonly AnySchema[]): AnySchema {
  const [first = true, ...more] = schemas.filter(
    (one, index) => schemas.findIndex((other) => isSame(one, other)) === index,
  )
  return more.length > 0 ? { allOf: [first, ...more] } : first
}

const schemasOf = (one: Together, part: (it: JsonSchema) => unknown) =>
  one.map(part).filter((it) => it !== undefined) as AnySchema[]

export const isSame = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other)

/** The text of a value, whatever the order of its keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
