import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'

/** A JSON Schema as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown }
/** What a schema takes, or what it gives. */
export type Side = 'input' | 'output'
export type JsonSchemaOptions = StandardJSONSchemaV1.Options

const unknownShape = 'no JSON Schema: '

/** What the schema takes or gives, in JSON Schema 2020-12 unless told; `{}` with a `$comment` where its validator does not say. */
export function jsonSchemaOf(
  schema: StandardSchemaV1,
  side: Side,
  options: JsonSchemaOptions = { target: 'draft-2020-12' },
): JsonSchema {
  const { jsonSchema } = schema['~standard'] as Partial<StandardJSONSchemaV1.Props>
  if (jsonSchema === undefined) return { $comment: `${unknownShape}the validator gives none` }
  try {
    const { $schema: _, ...rest } = jsonSchema[side](options)
    return rest
  } catch (error) {
    return { $comment: `${unknownShape}${(error as Error).message}` }
  }
}

/** Whether its validator did not say what the schema takes or gives. */
export const isUnknownShape = ({ $comment }: JsonSchema): boolean =>
  typeof $comment === 'string' && $comment.startsWith(unknownShape)

/** A schema of ours for Standard Schema and Standard JSON Schema. */
export function standard<I, O>(
  vendor: string,
  validate: StandardSchemaV1.Props<I, O>['validate'],
  convert: (side: Side, options: JsonSchemaOptions) => JsonSchema,
): StandardSchemaV1<I, O> & StandardJSONSchemaV1<I, O> {
  const jsonSchema = {
    input: (options: JsonSchemaOptions) => ({ ...convert('input', options) }),
    output: (options: JsonSchemaOptions) => ({ ...convert('output', options) }),
  }
  return { '~standard': { version: 1, vendor, validate, jsonSchema } }
}

/** The same schema, its JSON Schema said with these words more. */
export const annotated = <I, O>(schema: StandardSchemaV1<I, O>, words: JsonSchema) => {
  const { vendor, validate } = schema['~standard']
  return standard(vendor, validate, (side, options) => ({
    ...jsonSchemaOf(schema, side, options),
    ...words,
  }))
}

const withOne = new Set([
  ...['items', 'additionalItems', 'additionalProperties', 'propertyNames', 'contains', 'not'],
  ...['if', 'then', 'else', 'unevaluatedItems', 'unevaluatedProperties'],
])
const withList = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems', 'items'])
const withNames = new Set([
  ...['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'],
])

/** The schema with each schema directly inside it replaced. `at` is where: `/properties/total`. */
export function mapSubschemas(
  schema: JsonSchema,
  replace: (inner: JsonSchema, at: string) => unknown,
): JsonSchema {
  const inner = (value: unknown, at: string) => (isSchema(value) ? replace(value, at) : value)
  const replaced = ([keyword, value]: [string, unknown]) => {
    const at = `/${keyword}`
    if (Array.isArray(value))
      return withList.has(keyword) ? value.map((one, i) => inner(one, `${at}/${i}`)) : value
    if (withOne.has(keyword)) return inner(value, at)
    if (!withNames.has(keyword) || !isSchema(value)) return value
    const named = Object.entries(value)
    return Object.fromEntries(
      named.map(([name, one]) => [name, inner(one, `${at}/${pointerPart(name)}`)]),
    )
  }
  return Object.fromEntries(Object.entries(schema).map((entry) => [entry[0], replaced(entry)]))
}

/** The schema for a place in a document: what it says of itself by `$ref` is found there. */
export const moved = (schema: JsonSchema, to: string): JsonSchema => {
  const { $ref } = schema
  const rest = mapSubschemas(schema, (inner) => moved(inner, to))
  return typeof $ref === 'string' && $ref.startsWith('#')
    ? { ...rest, $ref: `#${to}${$ref.slice(1)}` }
    : rest
}

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A name as part of a JSON Pointer (RFC 6901) in a `$ref`. */
export const pointerPart = (name: string): string =>
  encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
