import { readFileSync } from 'node:fs'
import type { Tried } from './pool.ts'

/** Survivors explained by name: `` - `name`: reason `` a line. */
export function explained(): ReadonlySet<string> {
  const text = readFileSync(new URL('./survivors.md', import.meta.url), 'utf8')
  const names = new Set<string>()
  for (const [, name] of text.matchAll(/^- ``\s?(.+?)\s?``: \S/gm)) names.add(name as string)
  return names
}

export interface Judgement {
  readonly unexplained: readonly string[]
  /** Explained as a survivor, and killed: the reason is wrong. */
  readonly killed: readonly Tried[]
  /** Explained, and there is no such mutant any more. */
  readonly gone: readonly string[]
}

export function judge(
  tried: readonly Tried[],
  names: ReadonlySet<string>,
  all: ReadonlySet<string>,
): Judgement {
  const survivors = tried.filter((it) => it.killedBy === undefined)
  return {
    unexplained: survivors.map((it) => it.mutant.name).filter((name) => !names.has(name)),
    killed: tried.filter((it) => it.killedBy !== undefined && names.has(it.mutant.name)),
    gone: [...names].filter((name) => !all.has(name)),
  }
}
