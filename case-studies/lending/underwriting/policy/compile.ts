import { type Refusal, type Rule, refuse } from '@watertight/domain'
import {
  type Asked,
  conditionRule,
  type Measure,
  measure,
  type NameOf,
  type Unfit,
} from '../expression/compile.ts'
import { parseCondition, parseQuantity, type Unreadable } from '../expression/parse.ts'
import type { Unit } from '../expression/syntax.ts'
import { derivedKinds, type FactKind, factKinds } from '../facts/fact-kinds.ts'
import { contentHash } from './content-hash.ts'
import type { PolicyDocument, RuleText, TableText, TableVersionText } from './document.ts'

/** From the first day on, up to the day before the second; open where it is not told. */
export interface Interval {
  readonly from?: string | undefined
  readonly until?: string | undefined
}

export interface CompiledRule extends Interval {
  readonly text: RuleText
  readonly when?: Rule<Asked>
  readonly holds: Rule<Asked>
}

export interface CompiledTable {
  readonly name: string
  readonly dated: TableText['dated']
  readonly versions: readonly (Interval & {
    readonly rows: readonly { readonly when?: Rule<Asked>; readonly is: Measure }[]
  })[]
}

/** A policy that can be asked. */
export interface CompiledPolicy {
  readonly document: PolicyDocument
  readonly hash: string
  readonly tables: readonly CompiledTable[]
  /** The versions of each rule, in the order of the document. */
  readonly rules: readonly (readonly [CompiledRule, ...CompiledRule[]])[]
}

export type NoPolicy =
  | Refusal<
      | 'RuleWithoutCitation'
      | 'RuleWithoutReason'
      | 'ReasonUnknown'
      | 'ReasonNotPrincipal'
      | 'IntervalsOverlap'
      | 'IntervalEmpty'
      | 'NameTaken'
    >
  | Unreadable
  | Unfit

/** Reads a document: every expression, name, unit, citation and interval. What cannot be right is refused with the place. */
export function compilePolicy(document: PolicyDocument): CompiledPolicy | NoPolicy {
  const wrong = emptyIn(`policy ${document.key} ${document.version}`, document) ?? duties(document)
  if (wrong) return wrong
  const units = new Map<string, { readonly unit: Unit; readonly choices?: readonly string[] }>(
    Object.entries<FactKind>({ ...factKinds, ...derivedKinds }),
  )
  const nameOf: NameOf = (name) => units.get(name)
  const tables: CompiledTable[] = []
  for (const table of document.tables) {
    if (units.has(table.name))
      return refuse('NameTaken', `table ${table.name}: a fact or another table has this name`)
    const compiled = compileTable(table, nameOf)
    if ('refused' in compiled) return compiled
    tables.push(compiled)
    // a table may use those before it, never itself
    units.set(table.name, { unit: compiled.versions[0]?.rows[0]?.is.unit ?? 'count' })
  }
  const rules = new Map<string, [CompiledRule, ...CompiledRule[]]>()
  for (const text of document.rules) {
    const compiled = compileRule(text, nameOf)
    if ('refused' in compiled) return compiled
    const versions = rules.get(text.id)
    if (versions) versions.push(compiled)
    else rules.set(text.id, [compiled])
  }
  const policy = { document, hash: contentHash(document), tables, rules: [...rules.values()] }
  made.add(policy)
  return policy
}

const made = new WeakSet<object>()

/** Whether this is a policy that was compiled here: its hash is then its content's. */
export const isCompiled = (value: unknown): value is CompiledPolicy =>
  typeof value === 'object' && value !== null && made.has(value)

/** What every rule and table must have, whatever it says. */
function duties({ rules, tables, reasons }: PolicyDocument): NoPolicy | undefined {
  for (const { id, citation, reason, failing } of rules) {
    if (citation.trim() === '')
      return refuse(
        'RuleWithoutCitation',
        `rule ${id} cites nothing: name the paragraph or the internal policy it rests on`,
      )
    if (reason.trim() === '') return refuse('RuleWithoutReason', `rule ${id} gives no reason code`)
    if (!Object.hasOwn(reasons, reason))
      return refuse(
        'ReasonUnknown',
        `rule ${id} gives the reason ${reason}, which the policy does not word`,
      )
    if (failing === 'declines' && !reasons[reason]?.principal)
      return refuse(
        'ReasonNotPrincipal',
        `rule ${id} declines for ${reason}, for which nobody may be refused`,
      )
  }
  for (const { name, versions } of tables)
    for (const { citation, from } of versions)
      if (citation.trim() === '')
        return refuse('RuleWithoutCitation', `table ${name} from ${from ?? 'ever'} cites nothing`)
  const byRule = Map.groupBy(rules, ({ id }) => id)
  for (const [id, versions] of byRule) {
    const wrong = overlapIn(`rule ${id}`, versions)
    if (wrong) return wrong
    if (new Set(versions.map(({ dated }) => dated)).size > 1)
      return refuse(
        'IntervalsOverlap',
        `rule ${id} has versions selected by different dates: two may be in force at once`,
      )
  }
  for (const { name, versions } of tables) {
    const wrong = overlapIn(`table ${name}`, versions)
    if (wrong) return wrong
  }
  return undefined
}

const emptyIn = (what: string, { from, until }: Interval) =>
  from !== undefined && until !== undefined && from >= until
    ? refuse('IntervalEmpty', `${what} ends on ${until}, before it begins on ${from}`)
    : undefined

/** Intervals of one key may touch, never overlap: on each day one version at most is in force. */
export function overlapIn(
  what: string,
  versions: readonly Interval[],
): Refusal<'IntervalsOverlap' | 'IntervalEmpty'> | undefined {
  const inOrder = versions.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1))
  for (const [index, one] of inOrder.entries()) {
    const empty = emptyIn(what, one)
    if (empty) return empty
    const before = inOrder[index - 1]
    if (before && (before.until === undefined || one.from === undefined || one.from < before.until))
      return refuse(
        'IntervalsOverlap',
        `${what} has two versions in force on ${one.from ?? before.from ?? 'every day'}`,
      )
  }
  return undefined
}

function compileRule(text: RuleText, nameOf: NameOf): CompiledRule | NoPolicy {
  const holds = compileCondition(text.holds, nameOf)
  if ('refused' in holds) return at(`rule ${text.id}`, holds)
  const { from, until } = text
  if (text.when === undefined) return { text, from, until, holds }
  const when = compileCondition(text.when, nameOf)
  return 'refused' in when ? at(`rule ${text.id}`, when) : { text, from, until, holds, when }
}

function compileTable(
  { name, dated, versions }: TableText,
  nameOf: NameOf,
): CompiledTable | NoPolicy {
  const compiled = []
  let unit: Unit | undefined
  for (const version of versions) {
    const rows = compileRows(version, nameOf)
    if ('refused' in rows) return at(`table ${name}`, rows)
    for (const { is } of rows) {
      unit ??= is.unit
      if (is.unit !== unit)
        return refuse('UnitsMixed', `table ${name} gives ${unit} and ${is.unit}`)
    }
    compiled.push({ from: version.from, until: version.until, rows })
  }
  return { name, dated, versions: compiled }
}

function compileRows({ rows }: TableVersionText, nameOf: NameOf) {
  const compiled: { readonly when?: Rule<Asked>; readonly is: Measure }[] = []
  for (const row of rows) {
    const quantity = parseQuantity(row.is)
    const is = 'refused' in quantity ? quantity : measure(quantity, nameOf)
    if ('refused' in is) return is
    const when = row.when === undefined ? undefined : compileCondition(row.when, nameOf)
    if (when && 'refused' in when) return when
    compiled.push(when ? { when, is } : { is })
  }
  return compiled
}

function compileCondition(text: string, nameOf: NameOf): Rule<Asked> | Unreadable | Unfit {
  const condition = parseCondition(text)
  return 'refused' in condition ? condition : conditionRule(condition, nameOf)
}

const at = <C extends string>(place: string, { refused, because }: Refusal<C>): Refusal<C> =>
  refuse(refused, `${place}: ${because}`)

/** The version in force on that day, where there is one. */
export const inForce = <V extends Interval>(versions: readonly V[], day: string): V | undefined =>
  versions.find(
    ({ from, until }) =>
      (from === undefined || from <= day) && (until === undefined || day < until),
  )
