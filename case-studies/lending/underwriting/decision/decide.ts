import { Money } from '@watertight/domain'
import { degradedIn, type FactSet } from '../facts/fact-set.ts'
import type { CompiledPolicy, CompiledRule } from '../policy/compile.ts'
import { type Finding, type Judged, judge } from './judge.ts'
import { smallerLoan } from './smaller-loan.ts'

export type DecisionOutcome = 'approved' | 'counter-offered' | 'declined' | 'referred'

/** A principal reason, with the words that the applicant is told and its code in the register of 12 CFR 1003. */
export interface Reason {
  readonly code: string
  readonly text: string
  readonly hmda: number
}

/** What a policy says about an application. Plain JSON. */
export interface Decision {
  readonly outcome: DecisionOutcome
  /** Of a decline or a counter-offer: one to four of rules that failed, in the policy's order. */
  readonly reasons: readonly Reason[]
  /** Every ground on which a person may decline: the principal reasons of rules that failed and decline or refer. */
  readonly grounds: readonly Reason[]
  /** Why a person must look: codes of failing rules, `facts-missing`, `facts-degraded`. */
  readonly referrals: readonly string[]
  /** The loan that would be made instead. */
  readonly offer: { readonly loanAmount: string } | null
  readonly missing: readonly string[]
  readonly degraded: readonly string[]
  readonly findings: readonly Finding[]
}

/** More principal reasons are unlikely to help the applicant: official interpretation of 12 CFR 1002.9(b)(2), comment 1. */
const mostReasons = 4

/**
 * Decides by one policy on frozen facts, and nothing else: no clock, no chance, no floating point. Degraded facts can only
 * refer. A failing rule that declines does so whatever else is missing; where a smaller loan satisfies all of them, that is
 * offered. What is missing never counts against anybody: a person looks.
 */
export function decide(policy: CompiledPolicy, facts: FactSet): Decision {
  const judged = judge(policy, facts)
  const degraded = degradedIn(facts)
  const declining = judged.failed.filter(({ text }) => text.failing === 'declines')
  const referrals = [
    ...new Set([
      ...(degraded.length > 0 ? ['facts-degraded'] : []),
      ...(judged.missing.length > 0 ? ['facts-missing'] : []),
      ...judged.failed
        .filter(({ text }) => text.failing === 'refers')
        .map(({ text }) => text.reason),
    ]),
  ]
  const { findings, missing } = judged
  const grounds = reasonsOf(
    policy,
    judged.failed.filter(({ text }) => text.failing !== 'notes'),
  )
  const rest = { grounds, missing, degraded, findings }
  if (degraded.length > 0)
    return { outcome: 'referred', reasons: [], referrals, offer: null, ...rest }
  if (declining.length > 0) {
    const reasons = reasonsOf(policy, declining).slice(0, mostReasons)
    const offer = referrals.length > 0 ? undefined : offerFor(policy, facts, judged)
    return offer === undefined
      ? { outcome: 'declined', reasons, referrals: [], offer: null, ...rest }
      : { outcome: 'counter-offered', reasons, referrals: [], offer, ...rest }
  }
  if (referrals.length > 0)
    return { outcome: 'referred', reasons: [], referrals, offer: null, ...rest }
  return { outcome: 'approved', reasons: [], referrals, offer: null, ...rest }
}

/** The different principal reasons of these rules, in the policy's order. */
function reasonsOf(
  { document }: CompiledPolicy,
  rules: readonly CompiledRule[],
): readonly Reason[] {
  const codes = [...new Set(rules.map(({ text }) => text.reason))]
  return codes.flatMap((code) => {
    const worded = document.reasons[code]
    return worded?.principal ? [{ code, text: worded.text, hmda: worded.hmda }] : []
  })
}

function offerFor(policy: CompiledPolicy, facts: FactSet, { failed }: Judged) {
  const stands = failed.some(({ text }) => text.failing === 'declines' && text.remedy === undefined)
  const amount = stands ? undefined : smallerLoan(policy, facts)
  return amount === undefined ? undefined : { loanAmount: Money.from(amount).toDecimal() }
}
