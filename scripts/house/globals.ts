import type { FreeName } from './free-names.ts'
import { isNode, nameOfKey, type SyntaxNode } from './syntax.ts'

/** A place where code reaches outside without a port. */
export interface Door {
  /** What it reaches for: `Date.now`, `process`, `node:fs`, `undici`. */
  readonly door: string
  readonly at: number
}

/** Globals that are doors whole. */
const closed = new Set([
  ...['performance', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'scheduler'],
  ...['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Worker', 'BroadcastChannel'],
  ...[
    'console',
    'require',
    'eval',
    'Function',
    'navigator',
    'localStorage',
    'sessionStorage',
    'indexedDB',
  ],
])

/** Globals of which only some members are doors. */
const closedMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ['Date', ['now']],
  ['Math', ['random']],
  ['crypto', ['randomUUID', 'getRandomValues']],
  ['AbortSignal', ['timeout']],
  ['Atomics', ['wait', 'waitAsync']],
])

/** Names of the global object: `globalThis.fetch` is `fetch`. */
const globalObjects = new Set(['globalThis', 'global', 'window', 'self'])

/** The doors opened by one use of a global, followed through casts, members and destructuring. */
export function doorsOfGlobal({ name, node, above }: FreeName): Door[] {
  if (!closed.has(name) && !closedMembers.has(name) && !globalObjects.has(name)) return []
  const at = node.start
  const [value, parent, beyond] = outOfCasts(node, above)
  if (parent?.type === 'UnaryExpression' && parent.operator === 'typeof') return []
  if (closed.has(name)) return [{ door: name, at }]
  if (parent?.type === 'BinaryExpression' && parent.operator === 'instanceof') return []
  if (parent?.type === 'MemberExpression' && parent.object === value) {
    return doorsOfMember(name, nameOfKey(parent, 'property'), { node: parent, above: beyond })
  }
  const pattern = patternFor(value, parent)
  if (pattern) return doorsOfPattern(name, pattern)
  if (name === 'Date' && parent?.type === 'NewExpression' && parent.callee === value) {
    return hasArgument(parent) ? [] : [{ door: 'new Date()', at }]
  }
  // handed on, what is used of it cannot be seen
  return [{ door: `${name}, whole`, at }]
}

function doorsOfMember(
  object: string,
  member: string | undefined,
  { node, above }: Omit<FreeName, 'name'>,
): Door[] {
  if (member === undefined) return [{ door: `${object}[…]`, at: node.start }]
  if (globalObjects.has(object)) return doorsOfGlobal({ name: member, node, above })
  return closedMembers.get(object)?.includes(member)
    ? [{ door: `${object}.${member}`, at: node.start }]
    : []
}

/** `const { random } = Math`, `const { Math: { random } } = globalThis`. */
function doorsOfPattern(object: string, pattern: SyntaxNode): Door[] {
  return (pattern.properties as readonly SyntaxNode[]).flatMap((property) => {
    if (property.type === 'RestElement') return [{ door: `${object}, whole`, at: property.start }]
    const member = nameOfKey(property, 'key')
    const target = property.value
    const isNested = isNode(target) && target.type === 'ObjectPattern'
    if (isNested && member !== undefined && globalObjects.has(object) && !closed.has(member)) {
      return closedMembers.has(member) || globalObjects.has(member)
        ? doorsOfPattern(member, target)
        : []
    }
    return doorsOfMember(object, member, { node: property, above: [] })
  })
}

/** The pattern that takes this value apart, where one does. */
function patternFor(value: SyntaxNode, parent: SyntaxNode | undefined): SyntaxNode | undefined {
  if (!parent || (parent.init !== value && parent.right !== value)) return undefined
  const target = parent.id ?? parent.left
  return isNode(target) && target.type === 'ObjectPattern' ? target : undefined
}

/** Steps out of `(x as T)`, `x!`, `x?.y` and brackets: the value, what uses it, and the way up from there. */
function outOfCasts(
  node: SyntaxNode,
  [parent, ...above]: readonly SyntaxNode[],
): [SyntaxNode, SyntaxNode | undefined, readonly SyntaxNode[]] {
  const isCast = parent && /^TS|^ChainExpression$|^ParenthesizedExpression$/.test(parent.type)
  return isCast ? outOfCasts(parent, above) : [node, parent, above]
}

function hasArgument(call: SyntaxNode): boolean {
  const [first] = call.arguments as readonly SyntaxNode[]
  return first !== undefined && first.type !== 'SpreadElement'
}
