import type { MoneyJson } from '@watertight/domain'
import { decisionMade } from '../decision/decision-made.ts'
import { type CompiledPolicy, inForce } from '../policy/compile.ts'
import type { History } from './history.ts'

/** A decision as a loan officer, an auditor and the applicant can each read it. */
export interface Explanation {
  readonly application: string
  readonly outcome: string
  readonly round: number
  /** The rounds before, on facts that were not sound or not whole. */
  readonly earlier: readonly {
    readonly round: number
    readonly outcome: string
    readonly version: string
    readonly factsHash: string
    readonly decidedOn: string
    readonly referrals: readonly string[]
    readonly degraded: readonly string[]
    readonly missing: readonly string[]
  }[]
  readonly settled: {
    readonly outcome: string
    readonly because: string
    readonly by: readonly string[]
  } | null
  /** Why nobody asks for the loan any more. */
  readonly calledOff: string | null
  readonly policy: {
    readonly key: string
    readonly version: string
    readonly hash: string
    readonly title: string
  }
  readonly factsHash: string
  readonly facts: readonly {
    readonly name: string
    readonly value: string
    readonly source: string
    readonly at: string
    readonly isDegraded: boolean
  }[]
  readonly rules: readonly {
    readonly rule: string
    readonly outcome: string
    readonly because: string
    readonly reason: string
    readonly citation: string
    readonly dated: string
  }[]
  /** Why a person must look. */
  readonly referrals: readonly string[]
  /** The reasons for which a person may decline. */
  readonly grounds: readonly { readonly code: string; readonly text: string }[]
  /** The loan amount that each grade may decide, in dollars. */
  readonly authority: readonly { readonly grade: string; readonly upTo: string }[]
  /** The last proposal, also where it was returned. */
  readonly proposed: {
    readonly outcome: string
    readonly because: string
    readonly by: string
    readonly reasons: readonly string[]
  } | null
  readonly missing: readonly string[]
  readonly degraded: readonly string[]
  readonly notice: string
  readonly noticeDueOn: string
}

export function explanationOf({
  application,
  frozen,
  made,
  earlier,
  proposed,
  confirmed,
  calledOff,
  policy,
}: History): Explanation {
  const rules = new Map(policy.rules.map((versions) => [versions[0].text.id, versions]))
  return {
    application,
    outcome: made.outcome,
    round: earlier.length + 1,
    earlier: earlier.map(({ frozen: { facts }, made: before }, index) => ({
      ...{ round: index + 1, outcome: before.outcome, version: before.policy.version },
      ...{ factsHash: before.factsHash, decidedOn: facts.actionTakenOn?.value ?? '' },
      ...{ referrals: before.referrals, degraded: before.degraded, missing: before.missing },
    })),
    settled: confirmed
      ? {
          outcome: confirmed.outcome,
          because: confirmed.because,
          by: [confirmed.proposer, confirmed.confirmer],
        }
      : null,
    calledOff: calledOff ?? null,
    policy: { ...made.policy, title: policy.document.title },
    factsHash: made.factsHash,
    facts: Object.entries(frozen.facts).flatMap(([name, fact]) =>
      fact
        ? [
            {
              name,
              value: shown(fact.value),
              source: fact.source,
              at: fact.at,
              isDegraded: fact.isDegraded === true,
            },
          ]
        : [],
    ),
    rules: made.findings.map(({ rule, outcome, because }) => {
      const versions = rules.get(rule)
      const dated = versions?.[0].text.dated
      const day = dated ? frozen.facts[dated]?.value : undefined
      const text =
        (versions && day !== undefined ? inForce(versions, day) : undefined)?.text ??
        versions?.[0].text
      return {
        ...{ rule, outcome, because },
        reason: text?.reason ?? '',
        citation: text?.citation ?? '',
        dated: `${dated ?? ''} ${day ?? 'unknown'}`,
      }
    }),
    referrals: made.referrals,
    grounds: made.grounds.map(({ code, text }) => ({ code, text })),
    authority: made.authority,
    proposed: proposed
      ? {
          ...{ outcome: proposed.outcome, because: proposed.because, by: proposed.proposer },
          reasons: proposed.reasons.map(({ code }) => code),
        }
      : null,
    missing: made.missing,
    degraded: made.degraded,
    notice:
      calledOff === undefined
        ? noticeOf(made, confirmed)
        : 'Nobody asks for this loan any more, and nothing was decided.',
    noticeDueOn: made.noticeDueOn,
  }
}

/** What another policy would have said of the same facts, as if it had; what people did then is left out. Undefined where this release has not the engine that decided. */
export function explanationUnder(
  { application, frozen, made, earlier }: History,
  policy: CompiledPolicy,
): Explanation | undefined {
  const again = decisionMade(application, frozen, policy, made.engine)?.data
  if (again === undefined) return undefined
  const nobody = { proposed: undefined, confirmed: undefined, calledOff: undefined }
  return explanationOf({ application, frozen, policy, made: again, earlier, ...nobody })
}

const shown = (value: string | number | boolean | MoneyJson): string =>
  typeof value === 'object'
    ? `${value.amount} ${value.currency}`
    : typeof value === 'boolean'
      ? value
        ? 'yes'
        : 'no'
      : String(value)

/** The part of the notice that says what was decided and why: 12 CFR 1002.9(a)(2), (b)(2). */
function noticeOf(
  { outcome: said, reasons: given, offer }: History['made'],
  confirmed: History['confirmed'],
): string {
  const outcome = confirmed?.outcome ?? said
  const reasons = (confirmed ? confirmed.reasons : given).map(({ text }) => `- ${text}`).join('\n')
  switch (outcome) {
    case 'approved':
      return 'Your application is approved.'
    case 'counter-offered':
      return `We cannot lend the amount you asked for, and offer you a loan of ${offer?.loanAmount} USD instead. Our principal reasons:\n${reasons}`
    case 'declined':
      return `We are unable to approve your application. Our principal reasons:\n${reasons}`
    default:
      return 'A person is looking at your application; there is no decision yet.'
  }
}
