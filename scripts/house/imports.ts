import { constantString, isNode, nodesOf, type SyntaxNode } from './syntax.ts'

/** One way a module names another: import, re-export, dynamic import, import type. */
export interface Import {
  /** Undefined where a dynamic import computes it. */
  readonly specifier: string | undefined
  readonly at: number
  /** Erased before it runs. `import { type A }` is not: it still loads the module. */
  readonly isType: boolean
  /** The names taken; undefined where the whole module is taken. */
  readonly names: readonly string[] | undefined
}

/** Everything a module imports, types included. */
export function importsOf(program: SyntaxNode): Import[] {
  return [...nodesOf(program)].flatMap((node) => {
    const read = readers[node.type]
    return read ? read(node) : []
  })
}

/** What a module exports by name, as an import would write it: `Money`, `type Rounding`. */
export function exportsOf(program: SyntaxNode): string[] {
  return [...nodesOf(program)]
    .filter((node) => node.type === 'ExportNamedDeclaration')
    .flatMap((node) =>
      (node.specifiers as readonly SyntaxNode[]).map((it) => {
        const isType = node.exportKind === 'type' || it.exportKind === 'type'
        return `${isType ? 'type ' : ''}${(it.exported as SyntaxNode).name}`
      }),
    )
}

const readers: Readonly<Record<string, (node: SyntaxNode) => Import[]>> = {
  ImportDeclaration: (node) => [
    {
      ...from(node),
      isType: node.importKind === 'type',
      names: namesOf(node, 'ImportSpecifier', 'imported'),
    },
  ],
  ExportNamedDeclaration: (node) =>
    isNode(node.source)
      ? [
          {
            ...from(node),
            isType: node.exportKind === 'type',
            names: namesOf(node, 'ExportSpecifier', 'local'),
          },
        ]
      : [],
  ExportAllDeclaration: (node) => [{ ...whole(node), isType: node.exportKind === 'type' }],
  ImportExpression: (node) => [whole(node)],
  TSImportType: (node) => [{ ...whole(node), isType: true }],
  TSExternalModuleReference: (node) => [
    { ...whole(node), specifier: constantString(node.expression) },
  ],
}

function from(node: SyntaxNode): { specifier: string | undefined; at: number } {
  return { specifier: constantString(node.source), at: node.start }
}

function whole(node: SyntaxNode): Import {
  return { ...from(node), isType: false, names: undefined }
}

function namesOf(node: SyntaxNode, kind: string, field: string): readonly string[] | undefined {
  const specifiers = (node.specifiers as readonly SyntaxNode[]) ?? []
  if (specifiers.some((it) => it.type !== kind)) return undefined // default, or `* as`
  return specifiers.map((it) => {
    const name = it[field] as SyntaxNode
    return String(name.name ?? name.value)
  })
}
