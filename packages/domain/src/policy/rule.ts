/** What became of one rule: it held, it failed, another alternative held first, or a fact it needs is not there. */
export type Outcome = 'held' | 'failed' | 'not evaluated' | 'fact missing'

/** What one rule found. `because` may be shown to a person. */
export interface Finding {
  readonly rule: string
  readonly outcome: Outcome
  readonly because: string
}

export interface Judgement {
  readonly outcome: Exclude<Outcome, 'not evaluated'>
  readonly findings: readonly Finding[]
  /** The sentences that decided against: none where it held. */
  readonly reasons: readonly string[]
  /** The facts that are not there and might change the outcome. */
  readonly missing: readonly string[]
}

/** Facts in, findings out; made by `rule`, combined by `allOf`, `anyOf` and `not`. */
export interface Rule<in F> {
  readonly name: string
  /** The rule as text, parts included: two rules of the same text ask the same of the same names. */
  readonly text: string
  judge(facts: F): Judgement
  /** What is found when nobody asks, because an alternative held already. */
  passedOver(): readonly Finding[]
}

/** The facts of a rule, of which those it names as needed may be absent. */
type MayLack<F, N extends keyof F> = Omit<F, N> & { readonly [K in N]?: F[K] | null | undefined }

/**
 * One thing that must hold, and the sentence that says why it does or does not.
 *
 * `needs` names facts that may be absent when it is asked. Where one is (undefined or null), neither function is called and
 * the outcome is `fact missing`: an absent fact is no evidence against anybody.
 */
export function rule<F>(
  name: string,
  holds: (facts: F) => boolean,
  because: (facts: F) => string,
): Rule<F>
export function rule<F, const N extends keyof F & string>(
  name: string,
  holds: (facts: F) => boolean,
  because: (facts: F) => string,
  options: { readonly needs: readonly N[] },
): Rule<MayLack<F, N>>
export function rule<F>(
  name: string,
  holds: (facts: F) => boolean,
  because: (facts: F) => string,
  { needs = [] }: { readonly needs?: readonly (keyof F & string)[] } = {},
): Rule<any> {
  return {
    name,
    text: JSON.stringify(needs.length === 0 ? name : [name, ...needs]),
    judge(facts: F) {
      const missing = needs.filter((fact) => facts[fact] === undefined || facts[fact] === null)
      if (missing.length > 0) {
        const sentence = `we do not know: ${missing.join(', ')}`
        return found(name, 'fact missing', sentence, missing)
      }
      return found(name, holds(facts) ? 'held' : 'failed', because(facts), [])
    },
    passedOver: () => [
      { rule: name, outcome: 'not evaluated', because: 'another alternative holds' },
    ],
  }
}

function found(
  name: string,
  outcome: Judgement['outcome'],
  because: string,
  missing: readonly string[],
): Judgement {
  const reasons = outcome === 'held' ? [] : [because]
  return { outcome, findings: [{ rule: name, outcome, because }], reasons, missing }
}

type Some = readonly [Rule<any>, ...Rule<any>[]]
// the facts of several rules are the intersection of what each asks for
type FactsOf<R extends Some> = R extends readonly Rule<infer F>[] ? F : never

/** Holds where every one does; fails where one fails, whatever is missing; otherwise a fact is missing. Each rule is asked, so that every reason is given. */
export const allOf = <R extends Some>(...rules: R): Rule<FactsOf<R>> => ({
  ...combined('all of', rules),
  judge(facts) {
    const parts = rules.map((one) => one.judge(facts))
    const failed = parts.filter(({ outcome }) => outcome === 'failed')
    const lacking = parts.filter(({ outcome }) => outcome === 'fact missing')
    const against = failed.length > 0 ? failed : lacking
    const outcome = failed.length > 0 ? 'failed' : lacking.length > 0 ? 'fact missing' : 'held'
    return { ...gathered(outcome, parts, against), missing: missingOf(lacking) }
  },
})

/** Holds where one does: those after it are not evaluated. Where none holds and a fact is missing it is undecided, and fails only where every one fails. */
export const anyOf = <R extends Some>(...rules: R): Rule<FactsOf<R>> => ({
  ...combined('any of', rules),
  judge(facts) {
    const parts: Judgement[] = []
    for (const [index, one] of rules.entries()) {
      const part = one.judge(facts)
      parts.push(part)
      if (part.outcome !== 'held') continue
      const rest = rules.slice(index + 1).flatMap((other) => other.passedOver())
      const { findings } = gathered('held', parts, [])
      return { outcome: 'held', findings: [...findings, ...rest], reasons: [], missing: [] }
    }
    const lacking = parts.filter(({ outcome }) => outcome === 'fact missing')
    const outcome = lacking.length > 0 ? 'fact missing' : 'failed'
    const against = lacking.length > 0 ? lacking : parts
    return { ...gathered(outcome, parts, against), missing: missingOf(lacking) }
  },
})

/** Holds where the rule fails, and fails where it holds; a missing fact stays missing. The sentences are the rule's own. */
export const not = <F>(one: Rule<F>): Rule<F> => ({
  name: `not ${one.name}`,
  text: `not (${one.text})`,
  judge(facts) {
    const { outcome, findings, missing } = one.judge(facts)
    const turned = findings.map((finding) => ({
      ...finding,
      rule: `not ${finding.rule}`,
      outcome: opposite[finding.outcome],
    }))
    const against = turned.filter((finding) => finding.outcome === opposite[outcome])
    const isHeld = outcome === 'failed'
    return {
      outcome: isHeld ? 'held' : outcome === 'held' ? 'failed' : outcome,
      findings: turned,
      reasons: isHeld ? [] : against.map(({ because }) => because),
      missing,
    }
  },
  passedOver: () =>
    one.passedOver().map((finding) => ({ ...finding, rule: `not ${finding.rule}` })),
})

const opposite = Object.freeze({
  held: 'failed',
  failed: 'held',
  'not evaluated': 'not evaluated',
  'fact missing': 'fact missing',
} as const)

const combined = (name: string, rules: Some) => ({
  name,
  text: `${name} (${rules.map(({ text }) => text).join('; ')})`,
  passedOver: () => rules.flatMap((one) => one.passedOver()),
})

const gathered = (
  outcome: Judgement['outcome'],
  parts: readonly Judgement[],
  against: readonly Judgement[],
) => ({
  outcome,
  findings: parts.flatMap(({ findings }) => findings),
  reasons: against.flatMap(({ reasons }) => reasons),
})

const missingOf = (parts: readonly Judgement[]) => [
  ...new Set(parts.flatMap(({ missing }) => missing)),
]
