import { inChild } from '../measure/in-child.ts'
import { median } from '../measure/statistics.ts'
import type { Measured } from '../report/figure.ts'
import type { Decided } from './decide.ts'

/** What an explained, replayable decision costs. There is no peer that can do the same: none of those examined replays. */
export default async function lending({ quick }: { quick: boolean }): Promise<Measured> {
  const [batches, count] = quick ? [1, 2_000] : [10, 10_000]
  const runs: Decided[] = []
  for (let batch = 0; batch < batches; batch++)
    runs.push(await inChild<Decided>(new URL('./decide.ts', import.meta.url), batch * count, count))
  const sum = (of: (run: Decided) => number) => runs.reduce((total, run) => total + of(run), 0)
  const outcomes: Record<string, number> = {}
  for (const run of runs)
    for (const [name, many] of Object.entries(run.outcomes))
      outcomes[name] = (outcomes[name] ?? 0) + many
  return {
    figures: [
      {
        id: 'policy-evaluation-ms',
        value: median(runs.map((run) => run.evaluationCpuMs)),
        unit: 'ms',
        goal: 0.2,
        better: 'lower',
        peers: {},
        what: 'one policy evaluation with full trace, the monthly payment and every table included: CPU time, median',
      },
      {
        id: 'decisions-per-second',
        value: median(runs.map((run) => run.perSecond)),
        unit: 'decisions/s',
        goal: 1_000,
        better: 'higher',
        peers: {},
        what: 'applications decided end to end in one process: checked, frozen, hashed, stored on SQLite, loaded, decided, stored',
        note: 'the clock on the wall; what else the machine does is in it',
      },
      {
        id: 'replay-mismatches',
        value: sum((run) => run.mismatches),
        unit: 'decisions',
        goal: 0,
        better: 'lower',
        peers: {},
        what: `${sum((run) => run.decisions).toLocaleString('en')} synthetic decisions replayed from the log`,
      },
    ],
    proof: { decided: sum((run) => run.decisions), outcomes },
    medians: { cpuMsPerDecision: median(runs.map((run) => run.cpuMs)) },
  }
}
