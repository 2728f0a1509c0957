import type { Json, Patch } from '@watertight/service/json-patch'

/** One line of a state, as it is read from top to bottom. */
export interface StateLine {
  readonly path: string
  readonly depth: number
  readonly name: string
  /** The value, or how many parts it has. */
  readonly text: string
  readonly kind: 'text' | 'number' | 'word' | 'container' | 'personal'
  readonly isChanged: boolean
}

/** The lines of a state, and which of them this event changed. */
export function stateLines(state: Json, change: Patch | null): readonly StateLine[] {
  const changed = new Set((change ?? []).map(({ path }) => path))
  const lines: StateLine[] = []
  const add = (value: Json, name: string, path: string, depth: number, isInside: boolean) => {
    const isChanged = isInside || changed.has(path)
    if (typeof value !== 'object' || value === null) {
      lines.push({ path, depth, name, ...told(value), isChanged })
      return
    }
    const parts = Array.isArray(value)
      ? value.map((item, i) => [String(i), item] as const)
      : Object.entries(value)
    const text = Array.isArray(value)
      ? `${value.length} items`
      : parts.length === 0
        ? 'nothing'
        : ''
    lines.push({ path, depth, name, text, kind: 'container', isChanged })
    for (const [part, inner] of parts)
      add(inner, part, `${path}/${escaped(part)}`, depth + 1, isChanged)
  }
  if (typeof state !== 'object' || state === null || Array.isArray(state))
    add(state, 'state', '', 0, false)
  else
    for (const [name, value] of Object.entries(state))
      add(value, name, `/${escaped(name)}`, 0, changed.has(''))
  return lines
}

/** What an event changed, in words: before and after of each place. */
export interface ChangeLine {
  readonly path: string
  readonly is: 'added' | 'removed' | 'changed'
  readonly before: string
  readonly after: string
}

export function changeLines(before: Json, change: Patch | null): readonly ChangeLine[] {
  return (change ?? []).map((operation) => {
    const { op, path } = operation
    const old = op === 'add' ? '' : textOf(valueAt(before, path))
    const now = op === 'remove' ? '' : textOf(operation.value)
    return {
      path: path === '' ? 'the whole state' : path.slice(1).replaceAll('/', ' › '),
      is: op === 'add' ? 'added' : op === 'remove' ? 'removed' : 'changed',
      ...{ before: old, after: now },
    }
  })
}

function valueAt(document: Json, path: string): Json {
  let value: Json | undefined = document
  for (const name of path.split('/').slice(1)) {
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~')
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  }
  return value ?? null
}

const longest = 160
const textOf = (value: Json): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

function told(value: string | number | boolean | null): Pick<StateLine, 'text' | 'kind'> {
  if (value === '[personal]') return { text: value, kind: 'personal' }
  if (typeof value === 'string') return { text: value, kind: 'text' }
  if (typeof value === 'number') return { text: String(value), kind: 'number' }
  return { text: String(value), kind: 'word' }
}
