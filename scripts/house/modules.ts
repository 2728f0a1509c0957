import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Import, importsOf } from './imports.ts'
import { parseModule, type SyntaxNode } from './syntax.ts'

/** A module of the house, read. */
export interface Module {
  /** From the root of the repository, with slashes: `packages/ports/src/clock.ts`. */
  readonly path: string
  /** `packages/ports`, `case-studies/shop`. */
  readonly room: string
  /** Below the room: `src/clock.ts`, `orders/service.ts`. */
  readonly place: string
  readonly kind: Kind
  readonly text: string
  readonly program: SyntaxNode
  readonly imports: readonly Import[]
}

const storeys = ['packages', 'case-studies', 'workshop']
const isModule = /\.[cm]?[jt]sx?$/
/** What tools write or install. */
const skipped = new Set(['node_modules', 'dist', 'coverage', '.watertight'])

/** Reads every module of every room; a module that does not parse is answered as broken. */
export function readModules(root: string): {
  readonly modules: readonly Module[]
  readonly broken: readonly { readonly path: string; readonly reason: string }[]
} {
  const modules: Module[] = []
  const broken: { path: string; reason: string }[] = []
  for (const path of storeysOf(root).flatMap((storey) => modulesBelow(root, storey))) {
    const text = readFileSync(join(root, path), 'utf8')
    const [storey, name, ...below] = path.split('/')
    const [room, place] = [`${storey}/${name}`, below.join('/')]
    try {
      const program = parseModule(path, text)
      const imports = importsOf(program)
      modules.push({ path, room, place, kind: kindOf(place), text, program, imports })
    } catch (error) {
      broken.push({ path, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  return { modules, broken }
}

/** The rooms there are: folders with a package.json. */
export function roomsOf(root: string): string[] {
  return storeysOf(root).flatMap((storey) =>
    readdirSync(join(root, storey))
      .map((name) => `${storey}/${name}`)
      .filter((room) => existsSync(join(root, room, 'package.json'))),
  )
}

const storeysOf = (root: string) => storeys.filter((storey) => existsSync(join(root, storey)))

function modulesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : modulesBelow(root, path)
    return isModule.test(entry.name) ? [path] : []
  })
}

/** The modules git knows of: a second, independent list, so that a walk that misses some is noticed. */
export function modulesInGit(root: string): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const list = (...more: string[]) =>
    execFileSync('git', [...args, ...more], { cwd: root, encoding: 'utf8' }).split('\0')
  const deleted = new Set(
    execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' }).split(
      '\0',
    ),
  )
  return list('--', ...storeys).filter((path) => isModule.test(path) && !deleted.has(path))
}

/** What a module is for: tests, benchmarks and labs, launchers, pages for the browser and tools' configuration stand outside some rules. */
type Kind = 'code' | 'test' | 'benchmark' | 'launcher' | 'page' | 'configuration'

function kindOf(place: string): Kind {
  // `test-kit/`, `fixtures/` and `proof/` hold what tests share; `flow/` of a case study, the tests of the whole and what starts it
  if (/\.test\.tsx?$|(^|\/)(test-kit|fixtures|proof)\/|^flow\//.test(place)) return 'test'
  if (place.endsWith('.config.ts')) return 'configuration'
  if (/^(bench|labs|mutants)\//.test(place)) return 'benchmark'
  if (place.startsWith('bin/')) return 'launcher'
  return place.startsWith('page/') ? 'page' : 'code'
}
