import type { Failing, Judgement } from '../lab.ts'

/** A rule of a lab: what broke it, or nothing. */
export type Rule<S, Seen> = (scenario: S, seen: Seen) => Failing | undefined

/** The first rule that is broken; rules stand with the gravest first. */
export function judgeBy<S, Seen>(
  rules: readonly Rule<S, Seen>[],
  scenario: S,
  seen: Seen,
  isShown: boolean,
): Judgement {
  for (const rule of rules) {
    const failing = rule(scenario, seen)
    if (failing) return { verdict: 'fail', ...failing }
  }
  return isShown ? { verdict: 'pass' } : { verdict: 'inconclusive', says: 'no fault met a request' }
}

export const inMs = (time: number): string => `${Math.round(time)} ms`

/** When something holds, in the scenario's milliseconds. */
export const during = (
  { at, for: ms }: { readonly at: number; readonly for: number },
  time: number,
) => time >= at && time < at + ms
