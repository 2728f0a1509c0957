import type { EventType } from '@watertight/domain'

/** What a field takes beside the examples' own values, in a fixed order. */
const probes: readonly (readonly [string, unknown])[] = [
  ['absent', undefined],
  ['null', null],
  ['boolean', true],
  ['whole', 1],
  ['negative', -1],
  ['fraction', 1.5],
  ['text', 'text'],
  ['empty text', ''],
  ['list', []],
  ['object', {}],
]

/** Each field of an event, by path, with the kinds of values its schema takes there. */
export type Shape = { readonly [path: string]: string }

/** Looks at a schema by asking it: each place of the examples in turn holds something else. Any validator has a shape that way, and a change of what it takes is seen. */
export function shapeOf(
  { schema }: Pick<EventType, 'schema'>,
  examples: readonly unknown[],
): Shape {
  const takes = (data: unknown) => {
    const result = schema['~standard'].validate(data)
    return !(result instanceof Promise) && result.issues === undefined
  }
  const shape = new Map<string, Set<string>>()
  for (const example of examples)
    for (const path of pathsOf(example)) {
      const name = nameOf(path)
      const kinds = shape.get(name) ?? new Set()
      shape.set(name, kinds)
      for (const [kind, value] of probes) if (takes(replaced(example, path, value))) kinds.add(kind)
    }
  const described = [...shape].map(([name, kinds]) => {
    const known = probes.map(([kind]) => kind).filter((kind) => kinds.has(kind))
    return [name, known.join(', ') || 'as in the examples'] as const
  })
  return Object.fromEntries(described.sort(([a], [b]) => (a < b ? -1 : 1)))
}

type Path = readonly (string | number)[]

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path
  if (typeof value !== 'object' || value === null) return
  for (const [key, part] of Object.entries(value))
    yield* pathsOf(part, [...path, Array.isArray(value) ? Number(key) : key])
}

const nameOf = (path: Path) =>
  path
    .map((key) => (typeof key === 'number' ? '[]' : `.${key}`))
    .join('')
    .replace(/^\./, '')

function replaced(whole: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value
  if (Array.isArray(whole)) {
    const part = replaced(whole[key as number], rest, value)
    return part === undefined ? whole.toSpliced(key as number, 1) : whole.with(key as number, part)
  }
  const { [key]: part, ...others } = whole as { readonly [key: string]: unknown }
  const put = replaced(part, rest, value)
  return put === undefined ? others : { ...others, [key]: put }
}
