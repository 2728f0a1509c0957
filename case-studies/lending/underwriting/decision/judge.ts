import { isRefusal, Money, type Outcome } from '@watertight/domain'
import { levelPayment, toMoney } from '../../rates/index.ts'
import type { Asked } from '../expression/compile.ts'
import { exactCents } from '../expression/exact.ts'
import { type FactSet, type Known, known } from '../facts/fact-set.ts'
import {
  type CompiledPolicy,
  type CompiledRule,
  type CompiledTable,
  inForce,
} from '../policy/compile.ts'

/** What one rule found, in words a person may read. */
export interface Finding {
  readonly rule: string
  readonly outcome: Outcome
  readonly because: string
}

export interface Judged {
  readonly findings: readonly Finding[]
  /** The rules that failed, in the order of the policy. */
  readonly failed: readonly CompiledRule[]
  /** Facts and tables that are not known and were asked for. */
  readonly missing: readonly string[]
}

/** Asks every rule of a policy. The order of the findings is the policy's own, so the same facts give the same bytes. */
export function judge(policy: CompiledPolicy, facts: FactSet): Judged {
  const asked = askedOf(policy, facts)
  const findings: Finding[] = []
  const failed: CompiledRule[] = []
  const missing = new Set<string>()
  for (const versions of policy.rules) {
    const { finding, rule, lacks } = ask(versions, asked, facts)
    findings.push(finding)
    if (finding.outcome === 'failed' && rule) failed.push(rule)
    for (const name of lacks) missing.add(name)
  }
  return { findings, failed, missing: [...missing].sort() }
}

interface Answer {
  readonly finding: Finding
  readonly rule?: CompiledRule
  readonly lacks: readonly string[]
}

function ask(versions: CompiledPolicy['rules'][number], asked: Asked, facts: FactSet): Answer {
  const { id, dated } = versions[0].text
  const answer = (outcome: Outcome, because: string, lacks: readonly string[] = []): Answer => ({
    finding: { rule: id, outcome, because },
    lacks,
  })
  const day = facts[dated]?.value
  if (day === undefined) return answer('fact missing', `we do not know: ${dated}`, [dated])
  const rule = inForce(versions, day)
  if (rule === undefined) return answer('not evaluated', `not in force on ${day}`)
  const applies = rule.when?.judge(asked)
  if (applies?.outcome === 'failed') return answer('not evaluated', sentence(applies.findings))
  if (applies?.outcome === 'fact missing')
    return answer('fact missing', sentence(applies.findings), applies.missing)
  const { outcome, findings, missing } = rule.holds.judge(asked)
  return { ...answer(outcome, sentence(findings), outcome === 'fact missing' ? missing : []), rule }
}

const sentence = (findings: readonly { readonly outcome: Outcome; readonly because: string }[]) =>
  findings
    .filter(({ outcome }) => outcome !== 'not evaluated')
    .map(({ because }) => because)
    .join('; ')

/** Everything a rule may ask for: facts, what is worked out from them, and the tables' figures. */
export function askedOf({ tables }: CompiledPolicy, facts: FactSet): Asked {
  const asked = known(facts)
  asked.monthlyPayment = monthlyPayment(facts)
  for (const table of tables) asked[table.name] = figureOf(table, asked, facts)
  return asked
}

function figureOf(
  { dated, versions }: CompiledTable,
  asked: Asked,
  facts: FactSet,
): Known | undefined {
  const day = facts[dated]?.value
  const version = day === undefined ? undefined : inForce(versions, day)
  for (const { when, is } of version?.rows ?? []) {
    const outcome = when?.judge(asked).outcome ?? 'held'
    // which row it is cannot be known: a later one must not stand in
    if (outcome === 'fact missing') return undefined
    if (outcome === 'held') return is.of(asked)
  }
  return undefined
}

/** What repays the loan in equal payments, to the cent; undefined where a part is not known. */
function monthlyPayment({ loanAmount, noteRate, termMonths }: FactSet): bigint | undefined {
  if (!loanAmount || !noteRate || !termMonths) return undefined
  const amount = Money.from(loanAmount.value)
  const exact = levelPayment({ amount, ratePercent: noteRate.value, payments: termMonths.value })
  return isRefusal(exact) ? undefined : exactCents(toMoney(exact).toDecimal())
}
