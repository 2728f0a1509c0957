import { DomainError } from '../domain-error.ts'
import { hash } from '../fingerprint.ts'
import type { Judgement, Rule } from './rule.ts'

/** A day of the calendar, `2026-03-01`. Which zone it is in is the caller's to know. */
export type Day = string

export interface Edition {
  readonly version: string
  /** The first day it is in force; always, unless told. */
  readonly from?: Day
  /** The first day it is in force no more; open, unless told. */
  readonly until?: Day
}

/** What a policy says about some facts. */
export interface Verdict extends Judgement {
  readonly policy: string
  readonly version: string
  /** Of the policy that decided: see `Policy.hash`. */
  readonly hash: string
  readonly passed: boolean
}

export interface Policy<in F, N extends string = string> extends Edition {
  readonly name: N
  /** Changes with the name, the version, the days, and the rules' names, needs and structure; what a rule computes is code, so a release that changes it must give the policy a new version. */
  readonly hash: string
  readonly root: Rule<F>
  isInForce(day: Day): boolean
  judge(facts: F): Verdict
}

/** Judges facts by a rule and answers with every finding, so that a person can be told why: `policy('lending', { version: '2026-03', from: '2026-03-01' }, allOf(…))`. */
export function policy<const N extends string, F>(
  name: N,
  edition: Edition,
  root: Rule<F>,
): Policy<F, N> {
  const { version, from, until } = edition
  for (const day of [from, until]) if (day !== undefined) check(name, day)
  if (from !== undefined && until !== undefined && from >= until)
    throw invalid(`${name} ${version} ends on ${until}, before it begins on ${from}`, {
      name,
      ...edition,
    })
  const print = hash(JSON.stringify([name, version, from ?? null, until ?? null, root.text]))
  return {
    name,
    ...edition,
    hash: print,
    root,
    isInForce(day) {
      check(name, day)
      return (from === undefined || from <= day) && (until === undefined || day < until)
    },
    judge(facts) {
      const judgement = root.judge(facts)
      const passed = judgement.outcome === 'held'
      return { policy: name, version, hash: print, passed, ...judgement }
    },
  }
}

/** All editions of one policy. Refuses two of one version and two that are in force on the same day. */
export function policies<F, N extends string>(
  first: Policy<F, N>,
  ...others: readonly Policy<F, NoInfer<N>>[]
) {
  const { name } = first
  const editions = [first, ...others]
  const inOrder = editions.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1))
  for (const [index, one] of inOrder.entries()) {
    const { version, from } = one
    if (one.name !== name) throw invalid(`${one.name} is no edition of ${name}`, { name })
    const before = inOrder[index - 1]
    if (editions.some((other) => other !== one && other.version === version))
      throw invalid(`${name} has version ${version} twice`, { name, version })
    if (before && (before.until === undefined || from === undefined || from < before.until))
      throw invalid(`${name} ${before.version} and ${version} are in force together`, {
        first: before.version,
        second: version,
        from,
        until: before.until,
      })
  }
  return {
    name,
    editions: inOrder as readonly Policy<F, N>[],
    /** The one of that version, whatever the day: how an old decision is replayed. */
    version: (version: string): Policy<F, N> | undefined =>
      inOrder.find((one) => one.version === version),
    /** The one in force on that day, where there is one. */
    inForce: (day: Day): Policy<F, N> | undefined => inOrder.find((one) => one.isInForce(day)),
  }
}

const invalid = (sentence: string, facts: { readonly [name: string]: unknown }) =>
  new DomainError('WT_POLICY_INVALID', sentence, facts)

function check(name: string, day: string): void {
  // toISOString throws for no date at all; a day that does not exist comes back as another one
  const exists =
    /^\d{4}-\d{2}-\d{2}$/.test(day) &&
    !Number.isNaN(Date.parse(day)) &&
    new Date(day).toISOString().startsWith(day)
  if (!exists) throw invalid(`${name} is given the day ${JSON.stringify(day)}`, { name, day })
}
