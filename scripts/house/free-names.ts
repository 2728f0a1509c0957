import { childrenOf, isNode, type SyntaxNode } from './syntax.ts'

/** A name used in a module that the module does not declare: a global. `above` leads from its parent to the root. */
export interface FreeName {
  readonly name: string
  readonly node: SyntaxNode
  readonly above: readonly SyntaxNode[]
}

/** The globals a module uses as values; names in types, keys, comments and strings are none. */
export function freeNames(program: SyntaxNode): FreeName[] {
  const found: FreeName[] = []
  visit(program, [], new Set())
  return found

  function visit(node: SyntaxNode, above: readonly SyntaxNode[], declared: ReadonlySet<string>) {
    if (node.declare === true) return // `declare const fetch` declares nothing that runs
    if (node.type.startsWith('Import') && node.type !== 'ImportExpression') return
    if (node.type === 'Identifier') {
      const name = String(node.name)
      if (!declared.has(name)) found.push({ name, node, above })
      return
    }
    const inside = new Set([...declared, ...declaredBy(node)])
    const below = [node, ...above]
    for (const child of childrenOf(node)) {
      if (isValue(child, node)) visit(child, below, inside)
    }
  }
}

/** Whether a child is code that runs: no type, no key, no label. */
function isValue(child: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.type.startsWith('TS')) {
    // `x as T`, `x satisfies T`, `x!`, `f<T>` hold one expression; enums and namespaces do not exist here
    return child === parent.expression
  }
  if (parent.type === 'MetaProperty') return false
  if (parent.type === 'ExportSpecifier') return child === parent.local
  if ('label' in parent) return child !== parent.label
  if (parent.computed === true) return true
  return child !== parent.key && child !== parent.property
}

/** The names a node declares for what is inside it; `var` counts as `let`, which can only report more. */
function declaredBy(node: SyntaxNode): string[] {
  const statements = Array.isArray(node.body) ? (node.body as unknown[]).filter(isNode) : []
  const names = statements.flatMap(declaredByStatement)
  for (const field of ['init', 'left'] as const) {
    const head = node[field]
    if (isNode(head) && head.type === 'VariableDeclaration')
      names.push(...declaredByStatement(head))
  }
  if (node.type === 'SwitchStatement') {
    const cases = node.cases as readonly { consequent: readonly SyntaxNode[] }[]
    names.push(...cases.flatMap((it) => it.consequent.flatMap(declaredByStatement)))
  }
  if (node.type === 'CatchClause') names.push(...boundBy(node.param))
  if (/Function|^Class/.test(node.type)) names.push(...boundBy(node.id))
  if (Array.isArray(node.params)) names.push(...node.params.flatMap(boundBy))
  return names
}

function declaredByStatement(statement: SyntaxNode): string[] {
  if (statement.declare === true) return []
  switch (statement.type) {
    case 'VariableDeclaration':
      return (statement.declarations as readonly SyntaxNode[]).flatMap((it) => boundBy(it.id))
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return boundBy(statement.id)
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return isNode(statement.declaration) ? declaredByStatement(statement.declaration) : []
    case 'ImportDeclaration':
      return (statement.specifiers as readonly SyntaxNode[]).flatMap((it) => boundBy(it.local))
    default:
      return []
  }
}

/** The names a pattern binds. */
function boundBy(pattern: unknown): string[] {
  if (!isNode(pattern)) return []
  switch (pattern.type) {
    case 'Identifier':
      return [String(pattern.name)]
    case 'ObjectPattern':
      return (pattern.properties as readonly SyntaxNode[]).flatMap((it) =>
        boundBy(it.type === 'RestElement' ? it : it.value),
      )
    case 'ArrayPattern':
      return (pattern.elements as readonly unknown[]).flatMap(boundBy)
    case 'AssignmentPattern':
      return boundBy(pattern.left)
    case 'RestElement':
      return boundBy(pattern.argument)
    default:
      return []
  }
}
