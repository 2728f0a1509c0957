import { isUnknownShape, type JsonSchema } from '../../json-schema.ts'
import { own } from '../../own.ts'
import { type AnySchema, alternatives, kindOf, resolve, type Together } from './alternatives.ts'
import { appliesTo, impliedByOne, impliedBySame, isAnnotation } from './keywords.ts'
import {
  fieldNames,
  fieldOf,
  isSame,
  itemOf,
  type Named,
  namesOf,
  prefixOf,
  restOf,
} from './together.ts'

/** A place where one schema allows what the other does not. */
export interface Difference {
  /** As a person writes it: `lines[].quantity`; empty for the whole. */
  readonly path: string
  /** The keyword of JSON Schema that is in question, or `field`. */
  readonly keyword: string
  readonly narrow: unknown
  readonly wide: unknown
}

/** Whether unknown fields are refused, as by whoever takes a command, or passed over, as by whoever reads an event. */
export type Reading = 'strict' | 'tolerant'

/** Deeper than any message: what is not understood here is a difference. */
const maxDepth = 100

/** Where the narrow schema allows what the wide one does not. None: every value valid under the one is valid under the other. What cannot be told is a difference. Who writes by the narrow schema writes the fields it names and no others; a field that a tolerant reader knows and nobody writes any more is a difference too. */
export function differences(
  narrowRoot: JsonSchema,
  wideRoot: JsonSchema,
  reading: Reading,
): readonly Difference[] {
  const asked = new Set<string>()
  return within(narrowRoot, wideRoot, '')

  function within(narrow: AnySchema, wide: AnySchema, path: string): readonly Difference[] {
    const question = JSON.stringify([narrow, wide])
    if (isSame(narrow, wide) && !question.includes('"$ref"')) return []
    // asked again inside itself: a value ends somewhere, and up to there the answer is the same
    if (asked.has(question)) return []
    if (asked.size > maxDepth || isUnknown(narrow) !== isUnknown(wide))
      return [{ path, keyword: 'shape', narrow: shapeOf(narrow), wide: shapeOf(wide) }]
    asked.add(question)
    const found = alternatives([narrow], narrowRoot).flatMap((one) =>
      fits(one, wide, path, { narrow: shapeOf(narrow), wide: shapeOf(wide) }),
    )
    asked.delete(question)
    return distinct(found)
  }

  /** Where one alternative does not fit. */
  function fits(one: Together, wide: AnySchema, path: string, shapes: Shapes): Difference[] {
    if (typeof wide === 'boolean') return wide ? [] : [{ path, keyword: 'field', ...shapes }]
    const kind = kindOf(one)
    return Object.entries(wide).flatMap(([keyword, bound]): readonly Difference[] => {
      const applies = appliesTo(keyword)
      if (isAnnotation(keyword) || (kind && applies && !applies.includes(kind))) return []
      const differs = (holds: boolean): readonly Difference[] => {
        const narrow = one.find((it) => keyword in it)?.[keyword]
        return holds ? [] : [{ path, keyword, narrow, wide: bound }]
      }
      switch (keyword) {
        case '$ref': {
          const target = resolve(bound, wideRoot)
          return target === undefined ? differs(false) : fits(one, target, path, shapes)
        }
        case 'allOf':
          return (bound as AnySchema[]).flatMap((part) => fits(one, part, path, shapes))
        case 'anyOf':
        case 'oneOf': {
          const branches = bound as AnySchema[]
          if (keyword === 'oneOf' && reading === 'strict' && !isDiscriminated(branches))
            return differs(false)
          const found = branches.map((branch) => fits(one, branch, path, shapes))
          return found.sort((a, b) => a.length - b.length)[0] ?? differs(false)
        }
        case 'type': {
          const kinds = [bound].flat()
          const isOne = kinds.includes(kind) || (kind === 'integer' && kinds.includes('number'))
          return isOne ? [] : [{ path, keyword, ...shapes }]
        }
        case 'const':
        case 'enum': {
          const values = keyword === 'enum' ? (bound as unknown[]) : [bound]
          const isOne = one.some((it) => 'const' in it && values.some((v) => isSame(v, it.const)))
          return isOne ? [] : [{ path, keyword, ...shapes }]
        }
        case 'properties':
          return named(one, bound as Named, path)
        case 'required':
          return required(one, bound as string[], path)
        case 'additionalProperties':
          return others(one, wide, bound as AnySchema, path)
        case 'propertyNames':
          return within(namesOf(one), bound as AnySchema, `${path}{name}`)
        case 'prefixItems':
        case 'items':
          return items(one, wide, path)
        default:
          return differs(impliedByOne(keyword, bound, one) || impliedBySame(keyword, bound, one))
      }
    })
  }

  function named(one: Together, properties: Named, path: string): Difference[] {
    return Object.entries(properties).flatMap(([name, wide]) => {
      const narrow = fieldOf(one, name)
      const at = inside(path, name)
      if (narrow === false)
        return reading === 'tolerant'
          ? [{ path: at, keyword: 'field', narrow: undefined, wide: 'known' }]
          : []
      return within(narrow, wide, at)
    })
  }

  function others(one: Together, wide: JsonSchema, rest: AnySchema, path: string): Difference[] {
    if (rest === false && reading === 'tolerant') return []
    const known = (wide.properties ?? {}) as Named
    const more = fieldNames(one).filter((name) => !Object.hasOwn(known, name))
    return [
      ...more.flatMap((name): readonly Difference[] => {
        const at = inside(path, name)
        return rest === false
          ? [{ path: at, keyword: 'field', narrow: 'known', wide: undefined }]
          : within(fieldOf(one, name), rest, at)
      }),
      ...within(restOf(one), rest, `${path}{}`),
    ]
  }

  function items(one: Together, wide: JsonSchema, path: string): Difference[] {
    const prefix = Math.max(...[...one, wide].map((it) => prefixOf(it).length))
    const numbered = Array.from({ length: prefix }, (_, index) =>
      within(itemOf(one, index), itemOf([wide], index), `${path}[${index}]`),
    )
    return [...numbered.flat(), ...within(itemOf(one, prefix), itemOf([wide], prefix), `${path}[]`)]
  }

  function isDiscriminated(branches: readonly AnySchema[]): boolean {
    const objects = branches.map((branch) =>
      typeof branch === 'object' && '$ref' in branch ? resolve(branch.$ref, wideRoot) : branch,
    ) as JsonSchema[]
    const [first] = objects
    return Object.keys((first?.properties ?? {}) as Named).some((name) => {
      const words = objects.flatMap((object) => {
        const property = own((object.properties ?? {}) as Named, name)
        const isRequired = ((object.required ?? []) as string[]).includes(name)
        return isRequired && typeof property === 'object' ? [property.const] : []
      })
      return (
        words.every((word) => typeof word === 'string') && new Set(words).size === objects.length
      )
    })
  }
}

interface Shapes {
  readonly narrow: string
  readonly wide: string
}

function required(one: Together, names: readonly string[], path: string): Difference[] {
  const given = one.flatMap((it) => (it.required ?? []) as string[])
  return names
    .filter((name) => !given.includes(name))
    .map((name) => {
      const at = inside(path, name)
      return fieldNames(one).includes(name)
        ? { path: at, keyword: 'required', narrow: false, wide: true }
        : { path: at, keyword: 'field', narrow: undefined, wide: 'required' }
    })
}

const inside = (path: string, name: string) => (path === '' ? name : `${path}.${name}`)
const isUnknown = (schema: AnySchema) => typeof schema === 'object' && isUnknownShape(schema)

function distinct(found: readonly Difference[]): readonly Difference[] {
  const keys = found.map(({ path, keyword }) => `${path} ${keyword}`)
  return found.filter((_, index) => keys.indexOf(keys[index] as string) === index)
}

/** In a few words, for a person: `'a' | 'b'`, `string | null`. */
function shapeOf(schema: AnySchema): string {
  if (typeof schema === 'boolean') return schema ? 'anything' : 'nothing'
  const { const: word, enum: words, type, anyOf, oneOf } = schema
  if (word !== undefined) return JSON.stringify(word)
  if (Array.isArray(words)) return words.map((it) => JSON.stringify(it)).join(' | ')
  const branches = anyOf ?? oneOf
  if (Array.isArray(branches)) return [...new Set(branches.map(shapeOf))].join(' | ')
  if (type !== undefined) return [type].flat().join(' | ')
  return isUnknownShape(schema) ? 'unknown' : 'anything'
}
