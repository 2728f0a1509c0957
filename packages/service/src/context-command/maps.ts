import { parseArgs } from 'node:util'
import type { BoundedContext, ContextMap } from '@watertight/domain'
import { type Context, type Registered, usageError } from './context.ts'

export interface Mapped {
  /** What the workspace is called: `shop`. */
  readonly name: string
  readonly folder: string
  readonly map: ContextMap
}

/** Arguments as they stand: at most one name, and flags. */
export function argumentsOf<const F extends string = never>(
  { args }: Context,
  flags: readonly F[] = [],
): { readonly name: string | undefined; readonly flags: ReadonlySet<F> } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' as const }])),
  })
  const [name, more] = positionals
  if (more !== undefined) throw usageError(`'${more}' is one argument too many. See --help`)
  return { name, flags: new Set(flags.filter((flag) => values[flag])) }
}

/** The workspaces that have contexts: all of them, or the one of this name. */
export function withContexts({ registered }: Context, name?: string): readonly Registered[] {
  const all = registered.filter(({ manifest }) => manifest.contexts !== undefined)
  const found = name === undefined ? all : all.filter(({ manifest }) => manifest.name === name)
  if (found.length > 0) return found
  const known = all.map(({ manifest }) => manifest.name).join(', ') || 'none'
  throw usageError(
    `no workspace ${name ?? ''} has contexts in its manifest. Those that have: ${known}`,
  )
}

/** Builds the map of a workspace: whatever it and its contexts do not both say is an error. */
export async function mapOf({ folder, manifest }: Registered): Promise<Mapped> {
  const { name, contexts } = manifest as Required<Registered['manifest']>
  return { name, folder, map: await contexts() }
}

/** The one context of this name, wherever it is; without a name, the only one there is. */
export async function contextNamed(
  context: Context,
  name: string | undefined,
): Promise<BoundedContext> {
  const maps = await Promise.all(withContexts(context).map(mapOf))
  const all = maps.flatMap(({ map }) => map.contexts)
  const [found, ...others] = name === undefined ? all : all.filter((one) => one.name === name)
  if (found !== undefined && others.length === 0) return found
  throw usageError(
    `which context is not clear from '${name ?? ''}'. There are: ${all.map((one) => one.name).join(', ')}`,
  )
}
