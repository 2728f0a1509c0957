import type { Policy } from '../policy/policy.ts'
import type { Judgement } from '../policy/rule.ts'
import { check, ScenarioFailed } from './scenario-failed.ts'

export interface PolicyScenario<F> {
  /** What is known. */
  given(facts: F): {
    /** Every rule that counts holds. */
    thenPassed(): void
    /** It fails for exactly these reasons, in this order. */
    thenFailed(...reasons: readonly string[]): void
    /** It is undecided, because exactly these facts are not there. */
    thenMissing(...facts: readonly string[]): void
  }
}

export function judging<F>(of: Policy<F>): PolicyScenario<F> {
  return {
    given(facts) {
      const { outcome, reasons, missing } = of.judge(facts)
      const what = `${of.name} ${of.version}`
      const ended = (expected: Judgement['outcome']) => {
        if (outcome !== expected) throw new ScenarioFailed(what, [expected], [outcome, ...reasons])
      }
      return {
        thenPassed: () => ended('held'),
        thenFailed(...expected) {
          ended('failed')
          check(what, expected, reasons)
        },
        thenMissing(...expected) {
          ended('fact missing')
          check(what, expected, missing)
        },
      }
    },
  }
}
