import type { Together } from './alternatives.ts'

const kinds: { readonly [kind: string]: readonly string[] } = {
  string: ['minLength', 'maxLength', 'pattern', 'format', 'contentEncoding', 'contentMediaType'],
  number: ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'],
  array: ['minItems', 'maxItems', 'uniqueItems', 'items', 'prefixItems', 'contains'],
  object: [
    ...['properties', 'required', 'additionalProperties', 'propertyNames', 'patternProperties'],
    ...['minProperties', 'maxProperties', 'dependentRequired'],
  ],
}
const kindOfKeyword = new Map(
  Object.entries(kinds).flatMap(([kind, keywords]) =>
    keywords.map((word) => [word, kind] as const),
  ),
)

/** The kinds of values that a keyword says something about; undefined: all. */
export function appliesTo(keyword: string): readonly string[] | undefined {
  const kind = kindOfKeyword.get(keyword)
  return kind === 'number' ? ['number', 'integer'] : kind === undefined ? undefined : [kind]
}

const annotations = new Set([
  ...['title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly'],
  ...['$comment', '$schema', '$id', '$defs', 'definitions'],
])

/** Whether the keyword allows and forbids nothing. */
export const isAnnotation = (keyword: string): boolean =>
  annotations.has(keyword) || keyword.startsWith('x-')

const atLeast = new Set(['minimum', 'minLength', 'minItems', 'minProperties'])
const atMost = new Set(['maximum', 'maxLength', 'maxItems', 'maxProperties'])

/** Whether one of these schemas keeps to the bound. */
export function impliedByOne(keyword: string, bound: unknown, schemas: Together): boolean {
  const limit = bound as number
  if (keyword.startsWith('min') && keyword !== 'minimum' && limit === 0) return true
  const some = (word: string, holds: (own: number) => boolean) =>
    schemas.some((one) => typeof one[word] === 'number' && holds(one[word] as number))
  if (keyword === 'minimum' && some('exclusiveMinimum', (own) => own >= limit)) return true
  if (keyword === 'maximum' && some('exclusiveMaximum', (own) => own <= limit)) return true
  if (keyword === 'exclusiveMinimum')
    return some(keyword, (own) => own >= limit) || some('minimum', (own) => own > limit)
  if (keyword === 'exclusiveMaximum')
    return some(keyword, (own) => own <= limit) || some('maximum', (own) => own < limit)
  if (atLeast.has(keyword)) return some(keyword, (own) => own >= limit)
  return atMost.has(keyword) && some(keyword, (own) => own <= limit)
}

const comparable = new Set([
  ...['pattern', 'format', 'multipleOf', 'uniqueItems', 'contentEncoding', 'contentMediaType'],
])

/** Whether one of these schemas says the very same; of keywords that work together with others it cannot be told. */
export const impliedBySame = (keyword: string, bound: unknown, schemas: Together): boolean =>
  comparable.has(keyword) && schemas.some((one) => one[keyword] === bound)
