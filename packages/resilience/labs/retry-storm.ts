import { mkdirSync, writeFileSync } from 'node:fs'
import { chartSvg } from './chart.ts'
import { downMs, endMs, type Guard, healthyMs, stormRun } from './retry-storm-run.ts'
import { type Distribution, serviceTimes } from './server.ts'

/** Runs the retry-storm lab: `npx node --conditions=watertight-src packages/resilience/labs/retry-storm.ts [seeds]`. Prints the worst of all seeds and writes the chart. */
const seeds = Number(process.argv[2] ?? 20)
const guards: readonly Guard[] = ['nothing', 'budget', 'budget and breaker']

for (const guard of guards)
  for (const distribution of Object.keys(serviceTimes) as Distribution[]) {
    const runs = Array.from({ length: seeds }, (_, i) =>
      stormRun({ seed: i + 1, distribution, guard }),
    )
    const amplification = Math.max(...runs.map((run) => run.amplification))
    const recovered = Math.max(...runs.map(({ recoveredMs }) => recoveredMs))
    console.log(
      `${guard}, ${distribution}: worst of ${seeds}: amplification ${amplification.toFixed(3)}, recovered after ${recovered / 1000} s`,
    )
  }

const [nothing, budget, both] = guards.map(
  (guard) => stormRun({ seed: 1, distribution: 'lognormal', guard }).seconds,
)
const series = (of: 'attempts' | 'answered') => [
  { name: 'retries alone', values: nothing?.map((one) => one[of]) ?? [], style: 'other' as const },
  { name: 'budget', values: budget?.map((one) => one[of]) ?? [], style: 'main' as const },
  {
    name: 'budget and breaker',
    values: both?.map((one) => one[of]) ?? [],
    style: 'third' as const,
  },
]
const [down, well, end] = [healthyMs / 1000, (healthyMs + downMs) / 1000, endMs / 1000]
const folder = new URL('charts/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(
  new URL('retry-storm.svg', folder),
  chartSvg({
    title: 'Retry storm: what a budget is for',
    subtitle:
      'A thousand calls a second, three retries each; for thirty seconds every attempt fails.',
    spans: [
      { name: 'well', from: 0, to: down },
      { name: 'every attempt fails', from: down, to: well },
      { name: 'well again', from: well, to: end },
    ],
    panels: [
      { title: 'Attempts that reach the server, a second', series: series('attempts') },
      { title: 'Calls answered, a second', series: series('answered') },
    ],
  }),
)
