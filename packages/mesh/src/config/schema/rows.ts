import { kinds } from './kinds.ts'
import type { Field, Fields, Message, Shape } from './shape.ts'

/** One field of one message. */
export interface Row extends Pick<Field, 'support' | 'note' | 'isFixed' | 'isRequired' | 'below'> {
  readonly message: string
  readonly field: string
  /** How a person would call its value. */
  readonly says: string
  /** It has no fields of its own. */
  readonly isLeaf: boolean
}

/** Every field that Istio knows, each message once, in the order one comes upon them. */
export function rowsOf(): readonly Row[] {
  const messages = new Set<Message<Fields>>()
  for (const kind of Object.values(kinds)) collect(kind, messages)
  return [...messages].flatMap(({ name: message, fields }) =>
    Object.entries(fields).map(([field, { shape, support, note, isFixed, isRequired, below }]) => ({
      ...{ message, field, support, note, isFixed, isRequired, below },
      says: shape === undefined ? '' : says(shape),
      isLeaf: shape === undefined || messageIn(shape) === undefined,
    })),
  )
}

function collect(shape: Shape, into: Set<Message<Fields>>): void {
  const message = messageIn(shape)
  if (message === undefined || into.has(message)) return
  into.add(message)
  for (const { shape } of Object.values(message.fields))
    if (shape !== undefined) collect(shape, into)
}

/** The message that a value, or each value in it, is. */
function messageIn(shape: Shape): Message<Fields> | undefined {
  if (shape.is === 'message') return shape
  const isAround = shape.is === 'list' || shape.is === 'names' || shape.is === 'embedded'
  return isAround ? messageIn(shape.of) : undefined
}

function says(shape: Shape): string {
  switch (shape.is) {
    case 'opaque':
      return 'anything'
    case 'scalar':
      return shape.says
    case 'list':
      return `list of ${says(shape.of)}`
    case 'names':
      return `by name: ${says(shape.of)}`
    case 'message':
      return shape.name
    case 'embedded':
      return `a text with ${says(shape.of)} in it, as YAML`
  }
}

/** Every path of a kind that Istio's schema has, `[]` after a list and `{}` after names: `spec.http[].timeout`. */
export function pathsOf(kind: keyof typeof kinds): ReadonlyMap<string, Field> {
  const paths = new Map<string, Field>()
  const walk = (shape: Shape, path: string): void => {
    if (shape.is === 'list') walk(shape.of, `${path}[]`)
    if (shape.is === 'names') walk(shape.of, `${path}{}`)
    if (shape.is !== 'message') return
    for (const [name, field] of Object.entries(shape.fields as Fields)) {
      const at = path === '' ? name : `${path}.${name}`
      paths.set(at, field)
      for (const more of field.below)
        paths.set(more.startsWith('[') ? at + more : `${at}.${more}`, field)
      if (field.shape !== undefined) walk(field.shape, at)
    }
  }
  walk(kinds[kind], '')
  return paths
}
