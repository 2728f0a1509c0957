/** A decision in the list. */
export interface Listed {
  readonly application: string
  readonly outcome: string
  readonly state: string
  readonly settled: string | null
  readonly version: string
  readonly reasons: string
  readonly noticeDueOn: string
}

export interface Rule {
  readonly rule: string
  readonly outcome: string
  readonly because: string
  readonly reason: string
  readonly citation: string
  /** The date that chose its version. */
  readonly dated: string
}

export interface Explanation {
  readonly application: string
  readonly outcome: string
  readonly settled: {
    readonly outcome: string
    readonly because: string
    readonly by: readonly string[]
  } | null
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
  readonly rules: readonly Rule[]
  readonly referrals: readonly string[]
  readonly missing: readonly string[]
  readonly degraded: readonly string[]
  readonly notice: string
  readonly noticeDueOn: string
}

export interface Replayed {
  readonly matches: boolean
  readonly differences: readonly string[]
  readonly policy: { readonly hash: string }
  readonly engine: string
}

export interface WhatIf {
  readonly was: string
  readonly would: string
  readonly reasonsGone: readonly string[]
  readonly reasonsNew: readonly string[]
  readonly missing: readonly string[]
  readonly explanation?: Explanation
}

/** A rule under both versions; undefined where a version does not have it. */
export interface Compared {
  readonly rule: string
  readonly was: Rule | undefined
  readonly would: Rule | undefined
  readonly isDifferent: boolean
}

/** The rules of both versions, those that judge otherwise first. */
export function compared(was: readonly Rule[], would: readonly Rule[]): readonly Compared[] {
  const names = [...new Set([...was, ...would].map(({ rule }) => rule))]
  const rows = names.map((rule) => {
    const [one, other] = [was, would].map((rules) => rules.find((it) => it.rule === rule))
    const isDifferent = one?.outcome !== other?.outcome || one?.because !== other?.because
    return { rule, was: one, would: other, isDifferent }
  })
  return [
    ...rows.filter(({ isDifferent }) => isDifferent),
    ...rows.filter(({ isDifferent }) => !isDifferent),
  ]
}

const order = ['failed', 'fact missing', 'held', 'not evaluated']
/** What decides comes first. */
export const byWeight = (rules: readonly Rule[]): readonly Rule[] =>
  rules.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))

/** `loanAmount`, `debt-to-income` as people say it. */
export const spaced = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replaceAll('-', ' ')
