import { mkdirSync, writeFileSync } from 'node:fs'
import { aimd, gradient, type Limit } from '@watertight/resilience/adaptive-limit'
import { chartSvg } from './chart.ts'
import { capacity, type Loss, type OverloadRun, overloadRun, phases } from './overload-run.ts'
import { type Distribution, serviceTimes } from './server.ts'

/** Runs the overload lab: `npx node --conditions=watertight-src packages/resilience/labs/overload.ts [seeds]`. Prints the worst of all seeds and writes the chart. */
const seeds = Number(process.argv[2] ?? 20)
const limits: Record<string, (() => Limit) | undefined> = {
  gradient,
  'aimd, 200 ms': () => aimd({ dropAfterMs: 200 }),
  'no limit': undefined,
}
const losses: readonly Loss[] = ['fewer workers', 'slower calls']
const distributions = Object.keys(serviceTimes) as Distribution[]

function worstOf(runs: readonly OverloadRun[], phase: number) {
  const all = runs.map((run) => run.phases[phase]).filter((one) => one !== undefined)
  return {
    goodput: Math.min(...all.map((one) => one.goodput)),
    p99: Math.max(...all.map((one) => one.p99Ratio)),
    settled: Math.max(...all.map((one) => one.settledMs)),
    refused: Math.max(...all.map((one) => one.refused)),
  }
}

for (const [name, limit] of Object.entries(limits)) {
  // without a limit every seed is as hopeless as the first
  const count = limit === undefined ? 1 : seeds
  console.log(`\n${name}: worst of ${count} seeds`)
  for (const distribution of distributions)
    for (const loss of losses) {
      const runs = Array.from({ length: count }, (_, i) =>
        overloadRun({ seed: i + 1, distribution, loss, ...(limit && { limit }) }),
      )
      const cells = phases.map(({ name }, phase) => {
        const { goodput, p99, settled, refused } = worstOf(runs, phase)
        return `${name}: goodput ${goodput.toFixed(3)}, p99 x${p99.toFixed(2)}, settled ${settled / 1000} s, refused ${(100 * refused).toFixed(1)} %`
      })
      console.log(`  ${distribution}, half lost as ${loss}\n    ${cells.join('\n    ')}`)
    }
}

const shown = { seed: 1, distribution: 'lognormal', loss: 'slower calls' } as const
const withGradient = overloadRun({ ...shown, limit: gradient }).seconds
const without = overloadRun(shown).seconds
const possible = phases.flatMap(({ seconds, load, left }) =>
  new Array<number>(seconds).fill(Math.min(load, left) * capacity),
)
let from = 0
const spans = phases.map(({ name, seconds }) => {
  const span = { name, from, to: from + seconds }
  from = span.to
  return span
})

const folder = new URL('charts/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(
  new URL('overload.svg', folder),
  chartSvg({
    title: 'Overload: what an adaptive limit is for',
    subtitle:
      '50 workers, 60 % load, then 200 %, then every call takes twice as long. One second a point.',
    spans,
    panels: [
      {
        title: 'Answers in time, a second',
        series: [
          { name: 'possible', values: possible, style: 'reference' },
          { name: 'no limit', values: without.map(({ good }) => good), style: 'other' },
          { name: 'gradient', values: withGradient.map(({ good }) => good), style: 'main' },
        ],
      },
      {
        title: '99th percentile, ms',
        scale: 'log',
        max: 100_000,
        series: [
          { name: 'no limit', values: without.map(({ p99Ms }) => p99Ms), style: 'other' },
          { name: 'gradient', values: withGradient.map(({ p99Ms }) => p99Ms), style: 'main' },
        ],
      },
      {
        title: 'The limit that gradient finds, calls at once',
        series: [
          { name: 'gradient', values: withGradient.map(({ limit }) => limit), style: 'main' },
        ],
      },
    ],
  }),
)
