import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CommandLineError } from './command-line-error.ts'
import type { Manifest, Registered } from './manifest.ts'

interface PackageJson {
  readonly workspaces?: readonly string[]
  readonly watertight?: string
}

/** The nearest folder from here upwards whose package.json has workspaces. */
export function workspaceRoot(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (readPackage(join(folder, 'package.json'))?.workspaces) return folder
    if (folder === dirname(folder)) return undefined
  }
}

/** The patterns of the workspaces of this root: `case-studies/*`. */
export const workspacesOf = (root: string): readonly string[] =>
  readPackage(join(root, 'package.json'))?.workspaces ?? []

/** Loads the manifest of every workspace that has one, in the order of their folders' names. */
export async function discover(root: string): Promise<readonly Registered[]> {
  const files = globSync(
    workspacesOf(root).map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  )
  const paths = files.sort().flatMap((file) => {
    const path = readPackage(join(root, file))?.watertight
    return path === undefined ? [] : [resolve(root, dirname(file), path)]
  })
  return Promise.all(paths.map(load))
}

async function load(path: string): Promise<Registered> {
  let module: { readonly default?: unknown }
  try {
    module = await import(pathToFileURL(path).href)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandLineError('WT_MANIFEST', `${path} does not load: ${reason}`, { path })
  }
  if (!isManifest(module.default))
    throw new CommandLineError('WT_MANIFEST', `${path} has no manifest as its default export`, {
      path,
    })
  return { folder: dirname(path), file: path, manifest: module.default }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false
  const { name, summary, services, commands } = value as Partial<Manifest>
  return (
    typeof name === 'string' &&
    typeof summary === 'string' &&
    Array.isArray(services) &&
    Array.isArray(commands)
  )
}

function readPackage(path: string): PackageJson | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new CommandLineError('WT_MANIFEST', `${path}: ${(error as Error).message}`, { path })
  }
}
