import { isRefusal, type Refusal } from '@watertight/domain'
import type { Metrics, Outcome } from './metrics.ts'
import type { Cause, Observation } from './observation.ts'

/** What came of a command: `decided`, `taken`, or a condition of the caller's that did not hold. */
type Answer = Refusal | { readonly is: string }

const outcomes: Readonly<Record<string, Outcome>> = {
  decided: 'accepted',
  taken: 'repeated',
  contended: 'failed',
}

/** Runs the decision on one command as a span of its own and counts what came of it. */
export type Deciding = <A extends Answer>(
  command: string,
  cause: Cause | undefined,
  run: (raced: () => void) => Promise<A>,
) => Promise<A>

export const deciding =
  ({ observe, current }: Observation, metrics: Metrics): Deciding =>
  (command, cause, run) =>
    observe(
      {
        kind: 'command',
        name: `decide ${command}`,
        // a cause that the caller knows counts where no work surrounds this
        cause: current() === undefined ? (cause ?? {}) : undefined,
        attributes: { 'watertight.command': command },
      },
      async (observed) => {
        let races = 0
        let outcome: Outcome = 'failed'
        let code: string | undefined
        try {
          const answer = await run(() => {
            races++
            metrics.raced(command)
          })
          if (isRefusal(answer)) [outcome, code] = ['refused', answer.refused]
          else outcome = outcomes[answer.is] ?? 'refused'
          return answer
        } finally {
          metrics.decided(command, outcome, code)
          observed.ended(outcome, code, {
            'watertight.outcome': outcome,
            'watertight.races': races,
          })
        }
      },
    )
