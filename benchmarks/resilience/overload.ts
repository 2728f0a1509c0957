import { gradient } from '@watertight/resilience/adaptive-limit'
import { overloadRun } from '../../packages/resilience/labs/overload-run.ts'
import { stormRun } from '../../packages/resilience/labs/retry-storm-run.ts'
import { type Distribution, serviceTimes } from '../../packages/resilience/labs/server.ts'
import type { Figure } from '../report/figure.ts'

export interface Overload {
  readonly figures: readonly Figure[]
  readonly proof: Readonly<Record<string, unknown>>
}

/** The overload lab and the retry-storm lab on virtual time: the worst of all seeds and service times, the same on every machine. */
export default async function overload(quick: boolean): Promise<Overload> {
  const seeds = quick ? 1 : 20
  const distributions = Object.keys(serviceTimes) as Distribution[]
  const each = <T>(count: number, run: (seed: number, distribution: Distribution) => T): T[] =>
    distributions.flatMap((distribution) =>
      Array.from({ length: count }, (_, i) => run(i + 1, distribution)),
    )
  const underLoad = (isLimited: boolean) => (seed: number, distribution: Distribution) => {
    const limit = isLimited ? { limit: gradient } : {}
    return overloadRun({ seed, distribution, loss: 'slower calls', ...limit }).phases.find(
      ({ phase }) => phase === 'overload',
    )
  }
  const goodput = (runs: ReturnType<ReturnType<typeof underLoad>>[]) =>
    Math.min(...runs.map((it) => it?.goodput ?? Number.NaN))
  const p99 = (runs: ReturnType<ReturnType<typeof underLoad>>[]) =>
    Math.max(...runs.map((it) => it?.p99Ratio ?? Number.NaN))
  const limited = each(seeds, underLoad(true))
  // without a limit every seed is as hopeless as the first
  const unlimited = each(1, underLoad(false))
  const storms = each(seeds, (seed, distribution) =>
    stormRun({ seed, distribution, guard: 'budget' }),
  )
  const alone = each(1, (seed, distribution) => stormRun({ seed, distribution, guard: 'nothing' }))
  const amplification = (runs: typeof storms) => Math.max(...runs.map((it) => it.amplification))
  const worst = `worst of ${limited.length} runs: ${seeds} seeds, ${distributions.join(', ')} service times`
  return {
    figures: [
      {
        id: 'overload-goodput',
        value: goodput(limited),
        unit: 'of achievable',
        goal: 0.95,
        better: 'higher',
        peers: { without: goodput(unlimited) },
        what: `adaptive limit at 2x overload, simulated server; ${worst}`,
      },
      {
        id: 'overload-p99-ratio',
        value: p99(limited),
        unit: 'x unloaded p99',
        goal: 2,
        better: 'lower',
        peers: { without: p99(unlimited) },
        what: 'the same',
      },
      {
        id: 'retry-amplification',
        value: amplification(storms),
        unit: 'x offered load',
        goal: 1.25,
        better: 'lower',
        peers: { without: amplification(alone) },
        what: `upstream calls at 100 % failure with 3 retries and a budget; ${worst}`,
      },
    ],
    proof: {
      refusedByLimit: Math.min(...limited.map((it) => it?.refused ?? 0)),
      recoveredMs: Math.max(...storms.map((it) => it.recoveredMs)),
    },
  }
}
