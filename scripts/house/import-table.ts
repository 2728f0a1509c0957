import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'
import { breachOfContext } from './contexts.ts'
import { packageOf } from './doors.ts'
import { type Finding, findingAt, list, type Rule } from './finding.ts'
import { covers, type Row, rowOf } from './floors.ts'
import type { Import } from './imports.ts'
import { type Module, roomsOf } from './modules.ts'

/** A package of this repository, as an importer sees it. */
interface Package {
  readonly room: string
  /** The specifiers it can be imported by: `@watertight/ports/node`. */
  readonly entries: readonly string[]
}

/** Rooms import from the rooms of their row, packages by their entries, bounded contexts by their published language. */
export function importFindings(root: string, modules: readonly Module[]): Finding[] {
  const packages = new Map(roomsOf(root).map((room) => readPackage(root, room)))
  return modules.flatMap((module) => {
    const row = rowOf(module.room)
    if (!row)
      return [findingAt(module, 0, 'floors', `${module.room} has no row in the import table`)]
    return module.imports.flatMap((it) => {
      const breach = breachOf(it, module, row, packages)
      return breach ? [findingAt(module, it.at, ...breach)] : []
    })
  })
}

function breachOf(
  { specifier }: Import,
  module: Module,
  row: Row,
  packages: ReadonlyMap<string, Package>,
): [Rule, string] | undefined {
  if (specifier === undefined || isBuiltin(specifier)) return undefined // the ports rule's business
  if (specifier.startsWith('.')) return breachOfPath(specifier, module)
  const name = packageOf(specifier)
  const target = packages.get(name)
  if (!target) return breachOfLibrary(name, module, row)
  if (target.room === module.room) return undefined
  if (!row.imports.some((pattern) => covers(pattern, target.room))) {
    const says = `${module.room} imports ${target.room}; its row allows ${list(row.imports)}`
    return ['floors', says]
  }
  if (target.entries.includes(specifier)) return undefined
  return ['entries', `${specifier} is no entry of ${name}; it has ${list(target.entries)}`]
}

function breachOfPath(specifier: string, module: Module): [Rule, string] | undefined {
  const target = posix.join(posix.dirname(module.place), specifier)
  if (target.startsWith('..')) {
    if (module.kind === 'launcher') return undefined // it runs before anything is installed
    return ['entries', `${specifier} leaves ${module.room}; import a package by its name`]
  }
  if (!module.room.startsWith('case-studies/') || module.kind === 'test') return undefined
  const breach = breachOfContext(module.place, target)
  return breach ? ['contexts', breach] : undefined
}

function breachOfLibrary(name: string, module: Module, row: Row): [Rule, string] | undefined {
  if (name.startsWith('@watertight/')) return ['entries', `there is no package ${name}`]
  const isOwn = module.kind === 'test' || module.kind === 'benchmark'
  if (!row.libraries || row.libraries.includes(name) || isOwn) return undefined
  return ['floors', `${module.room} imports ${name}; its row allows ${list(row.libraries)}`]
}

function readPackage(root: string, room: string): [string, Package] {
  const { name, exports } = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8'))
  const entries = Object.keys(exports ?? {}).map((path) => posix.join(name, path))
  return [name, { room, entries }]
}
