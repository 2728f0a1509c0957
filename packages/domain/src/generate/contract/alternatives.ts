import type { JsonSchema } from '../../json-schema.ts'

/** A schema, or `true` for anything and `false` for nothing. */
export type AnySchema = JsonSchema | boolean
/** Schemas that hold together, without a union or a reference at their top. */
export type Together = readonly JsonSchema[]

/** The schema as a union: every value that is valid is valid under one of the alternatives. */
export function alternatives(schemas: readonly AnySchema[], root: JsonSchema): readonly Together[] {
  if (schemas.includes(false)) return []
  const all = schemas.filter((one) => one !== true) as JsonSchema[]
  for (const [index, one] of all.entries()) {
    const split = splitOf(one, root)
    if (split === undefined) continue
    const others = all.toSpliced(index, 1, omit(one, split.keyword))
    return split.members.flatMap((member) => alternatives([...others, ...member], root))
  }
  const known = all.flatMap((one) => ('const' in one ? [one, factsOf(one.const)] : [one]))
  return kindOf(known) === 'none' ? [] : [known]
}

interface Split {
  readonly keyword: string
  readonly members: readonly (readonly AnySchema[])[]
}

function splitOf(schema: JsonSchema, root: JsonSchema): Split | undefined {
  const { $ref, allOf, type, enum: values } = schema
  // what cannot be found may be anything
  if ($ref !== undefined) return { keyword: '$ref', members: [[resolve($ref, root) ?? true]] }
  if (allOf !== undefined) return { keyword: 'allOf', members: [allOf as AnySchema[]] }
  for (const keyword of ['anyOf', 'oneOf'])
    if (keyword in schema)
      return { keyword, members: (schema[keyword] as AnySchema[]).map((one) => [one]) }
  if (Array.isArray(values))
    return { keyword: 'enum', members: values.map((it) => [{ const: it }]) }
  if (Array.isArray(type)) return { keyword: 'type', members: type.map((it) => [{ type: it }]) }
  return undefined
}

function omit(schema: JsonSchema, keyword: string): JsonSchema {
  const { [keyword]: _, ...rest } = schema
  return rest
}

/** What a reference inside the root names. */
export function resolve($ref: unknown, root: JsonSchema): AnySchema | undefined {
  const [before, ...steps] = String($ref).split('/')
  if (before !== '#') return undefined
  const names = steps.map((step) =>
    decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'),
  )
  return names.reduce<any>((inside, name) => inside?.[name], root)
}

/** The one kind of value that is meant; `none` where two exclude each other. */
export function kindOf(schemas: Together): string | undefined {
  const kinds = new Set(schemas.flatMap(({ type }) => (type === undefined ? [] : [String(type)])))
  if (kinds.has('integer')) kinds.delete('number')
  return kinds.size > 1 ? 'none' : [...kinds][0]
}

function factsOf(value: unknown): JsonSchema {
  // characters are counted in two ways, and a validator may count in either
  if (typeof value === 'string')
    return { type: 'string', minLength: [...value].length, maxLength: value.length }
  if (typeof value === 'number')
    return { type: Number.isInteger(value) ? 'integer' : 'number', minimum: value, maximum: value }
  return { type: value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value }
}
