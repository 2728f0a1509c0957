/** What one rule found. `because` may be shown to a person. */
export interface Finding {
  readonly rule: string
  readonly holds: boolean
  readonly because: string
}

/** Facts in, findings out; made by `rule`, combined by `allOf` and `anyOf`. */
export interface Rule<in F> {
  readonly name: string
  holds(facts: F): boolean
  judge(facts: F): readonly Finding[]
}

/** What a policy says about some facts. */
export interface Verdict {
  readonly policy: string
  readonly passed: boolean
  /** The sentences of the findings that do not hold. */
  readonly reasons: readonly string[]
  readonly findings: readonly Finding[]
}

/** One thing that must hold, and the sentence that says why it does or does not. */
export const rule = <F>(
  name: string,
  holds: (facts: F) => boolean,
  because: (facts: F) => string,
): Rule<F> => ({
  name,
  holds,
  judge: (facts) => [{ rule: name, holds: holds(facts), because: because(facts) }],
})

type Some = readonly [Rule<any>, ...Rule<any>[]]
// the facts of several rules are the intersection of what each asks for
type FactsOf<R extends Some> = R extends readonly Rule<infer F>[] ? F : never

/** Holds where every one does; each is a finding. */
export const allOf = <R extends Some>(...rules: R): Rule<FactsOf<R>> => ({
  name: 'all of',
  holds: (facts) => rules.every((one) => one.holds(facts)),
  judge: (facts) => rules.flatMap((one) => one.judge(facts)),
})

/** Holds where one does. Where one holds there is nothing to find fault with; where none does, every one of them is a finding. */
export const anyOf = <R extends Some>(...rules: R): Rule<FactsOf<R>> => ({
  name: 'any of',
  holds: (facts) => rules.some((one) => one.holds(facts)),
  judge: (facts) =>
    rules.some((one) => one.holds(facts)) ? [] : rules.flatMap((one) => one.judge(facts)),
})

/** Judges facts by a rule and answers with every finding, so that a person can be told why. Its name says which edition it is: `lending-2026-03`. */
export const policy = <F>(name: string, root: Rule<F>) => ({
  name,
  judge(facts: F): Verdict {
    const findings = root.judge(facts)
    const reasons = findings.filter((finding) => !finding.holds).map((finding) => finding.because)
    return { policy: name, passed: root.holds(facts), findings, reasons }
  },
})
