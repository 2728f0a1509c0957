import type { Module } from './modules.ts'

export type Rule = 'floors' | 'entries' | 'contexts' | 'ports' | 'exceptions' | 'size' | 'reading'

/** A rule broken at a place. */
export interface Finding {
  readonly rule: Rule
  readonly path: string
  readonly line: number
  readonly says: string
}

/** A finding at an offset of a module's text. */
export function findingAt(module: Module, offset: number, rule: Rule, says: string): Finding {
  const line = module.text.slice(0, offset).split('\n').length
  return { rule, path: module.path, line, says }
}

/** `a, b and c`; `nothing` for an empty list. */
export function list(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? 'nothing'
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
