import { resolve } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { QueryItem } from '../engine.ts'
import type { AsOf } from '../read/recorded.ts'
import { usageError } from './context.ts'
import { exported } from './files.ts'

const ofLog = { log: { type: 'string' }, schema: { type: 'string' } } as const

/** What to look for, and where: the options of `read` and `subscribe`. */
export const ofFilter = {
  type: { type: 'string', multiple: true },
  tag: { type: 'string', multiple: true },
  after: { type: 'string' },
  limit: { type: 'string' },
} as const

/** Arguments by name, as many as there are names at most; those with `?` may be missing. */
export function argumentsOf<const O extends ParseArgsOptionsConfig>(
  args: readonly string[],
  names: readonly string[],
  options: O,
) {
  const ofTarget = (names[0] === 'LOG' ? ofLog : {}) as typeof ofLog
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...ofTarget, ...options },
  })
  const least = names.filter((name) => !name.endsWith('?')).length
  if (positionals.length < least)
    throw usageError(`${names[positionals.length]} is missing. See --help`)
  if (positionals.length > names.length)
    throw usageError(`'${positionals[names.length]}' is one argument too many. See --help`)
  return { values, positionals: positionals as unknown as readonly [string, ...string[]] }
}

export function whole(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(value) && value >= least) return value
  throw usageError(`--${option}: expected a whole number, ${least} or more, got '${text}'`)
}

/** `--type A --type B --tag sku:tea`: one of the types and all of the tags. */
export function queryOf(types: readonly string[] = [], tags: readonly string[] = []): QueryItem[] {
  for (const tag of tags)
    if (!tag.includes(':')) throw usageError(`--tag: expected FIELD:VALUE, got '${tag}'`)
  return types.length === 0 && tags.length === 0 ? [] : [{ types, tags }]
}

/** `revision:3`, `position:100`, or a time such as `2026-11-24T23:00Z`. */
export function asOfOf(text: string | undefined): { readonly asOf?: AsOf } {
  if (text === undefined) return {}
  const [, word, count] = text.match(/^(revision|position):(\d+)$/) ?? []
  if (word === 'revision') return { asOf: { revision: Number(count) } }
  if (word === 'position') return { asOf: { position: Number(count) } }
  const time = new Date(text)
  if (!Number.isNaN(time.getTime())) return { asOf: { time } }
  throw usageError(`--as-of: expected revision:N, position:N or a time, got '${text}'`)
}

/** `FILE#NAME`, given as this argument: what a TypeScript or JavaScript module exports under this name. */
export async function exportOf(argument: string, place: string): Promise<unknown> {
  const [file, name, ...more] = place.split('#')
  if (!file || !name || more.length > 0)
    throw usageError(`${argument}: expected FILE#NAME, got '${place}'`)
  const found = await exported(resolve(file), name)
  if (found !== undefined) return found
  throw usageError(`${argument}: ${file} exports no ${name}`)
}
