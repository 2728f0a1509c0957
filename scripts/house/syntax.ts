import { parseSync } from 'vite'

/** A node of the syntax tree, as far as this check looks at it. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** The syntax tree of a TypeScript module; throws where it is none. */
export function parseModule(path: string, text: string): SyntaxNode {
  const { program, errors } = parseSync(path, text)
  if (errors[0]) throw new SyntaxError(errors[0].message)
  return program as unknown as SyntaxNode
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** The nodes directly below, in the order of the text. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flat().filter(isNode)
}

/** The node and everything below it. */
export function* nodesOf(node: SyntaxNode): Generator<SyntaxNode> {
  yield node
  for (const child of childrenOf(node)) yield* nodesOf(child)
}

/** The value of a string literal, or of a template without a gap; undefined where it is computed. */
export function constantString(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral') return undefined
  const [only, ...more] = node.quasis as readonly { value: { cooked: string } }[]
  return more.length === 0 ? only?.value.cooked : undefined
}

/** The name a member or property goes by; undefined where it is computed. */
export function nameOfKey(owner: SyntaxNode, field: 'property' | 'key'): string | undefined {
  const key = owner[field]
  if (owner.computed !== true && isNode(key) && key.type === 'Identifier') return String(key.name)
  return constantString(key)
}
