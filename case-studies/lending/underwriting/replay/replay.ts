import { decide } from '../decision/decide.ts'
import { decisionMade } from '../decision/decision-made.ts'
import type { CompiledPolicy } from '../policy/compile.ts'
import { canonicalJson, contentHash } from '../policy/content-hash.ts'
import type { History, Round } from './history.ts'

export interface Replayed {
  readonly application: string
  /** The same facts and policy gave the same event, byte for byte. */
  readonly matches: boolean
  /** What does not: the parts of the event that differ, and hashes that are not of what is there. */
  readonly differences: readonly string[]
}

/** Decides every round again from what the log has. */
export function replay({ application, earlier, ...last }: History): Replayed {
  const differences = [...earlier, last].flatMap((round, index) => {
    const of = earlier.length > 0 ? `round ${index + 1}: ` : ''
    return replayRound(application, round).differences.map((one) => of + one)
  })
  return { application, matches: differences.length === 0, differences }
}

/** Decides again, with the engine that decided, and compares the whole event byte for byte. */
export function replayRound(application: string, { frozen, made, policy }: Round): Replayed {
  const differences: string[] = []
  if (contentHash(frozen.facts) !== frozen.hash)
    differences.push('the facts are not those that were frozen')
  const again = decisionMade(application, frozen, policy, made.engine)?.data
  if (again === undefined) differences.push(`there is no engine ${made.engine} in this release`)
  else if (canonicalJson(again) !== canonicalJson(made))
    differences.push(...partsThatDiffer(made, again))
  return { application, matches: differences.length === 0, differences }
}

const partsThatDiffer = (recorded: object, again: object): string[] => {
  const [one, other] = [new Map(Object.entries(recorded)), new Map(Object.entries(again))]
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((key) => canonicalJson(one.get(key) ?? null) !== canonicalJson(other.get(key) ?? null))
    .map((key) => `${key} differs`)
}

/** What another policy would have said of the same facts. Nothing of it is recorded. */
export interface WhatIf {
  readonly application: string
  readonly was: string
  readonly would: string
  readonly reasonsGone: readonly string[]
  readonly reasonsNew: readonly string[]
  /** What the other policy asks for and nobody knows. */
  readonly missing: readonly string[]
}

export function whatIf(
  { application, frozen, made }: Pick<History, 'application' | 'frozen' | 'made'>,
  draft: CompiledPolicy,
): WhatIf {
  const would = decide(draft, frozen.facts)
  const codes = (of: {
    readonly reasons: readonly { readonly code: string }[]
    readonly referrals: readonly string[]
  }) => [...of.reasons.map(({ code }) => code), ...of.referrals]
  const [before, after] = [codes(made), codes(would)]
  return {
    application,
    was: made.outcome,
    would: would.outcome,
    reasonsGone: before.filter((code) => !after.includes(code)),
    reasonsNew: after.filter((code) => !before.includes(code)),
    missing: would.missing.filter((name) => !made.missing.includes(name)),
  }
}
