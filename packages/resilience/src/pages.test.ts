import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aimdDefaults, gradientDefaults } from './adaptive-limit/index.ts'
import { cacheDefaults } from './cache/index.ts'
import { hedgeDefaults } from './hedge/index.ts'
import {
  backoffDefaults,
  breakerDefaults,
  bulkheadDefaults,
  retryDefaults,
  timeoutDefaults,
} from './index.ts'
import { rateLimiterDefaults } from './rate-limiter/index.ts'
import { retryBudgetDefaults } from './retry-budget/index.ts'
import { instruments } from './telemetry/instruments.ts'
import { throttleDefaults } from './throttle/index.ts'

const folder = new URL('../docs/', import.meta.url)
const pages = readdirSync(folder).sort()
const read = (page: string) => readFileSync(new URL(page, folder), 'utf8')

const sections = [
  'What for',
  'Options',
  'What counts as what',
  'Timeline',
  'Anti-patterns and their fix',
]

test.each(pages)('%s has the same sections as every other page', (page) => {
  expect([...read(page).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(sections)
})

/** A value as a page writes it. */
function shown(value: unknown): string {
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, '_') : String(value)
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, part]) => `${name}: ${shown(part)}`)
      .join(', ')} }`
  return typeof value === 'function' ? 'exponential()' : String(value)
}

test.each<[string, object]>([
  ['circuit-breaker.md', breakerDefaults],
  ['retry.md', retryDefaults],
  ['retry.md', backoffDefaults],
  ['retry-budget.md', retryBudgetDefaults],
  ['timeout-and-deadline.md', timeoutDefaults],
  ['bulkhead.md', bulkheadDefaults],
  ['adaptive-limit.md', gradientDefaults],
  ['adaptive-limit.md', aimdDefaults],
  ['rate-limiter.md', rateLimiterDefaults],
  ['throttle.md', throttleDefaults],
  ['hedge.md', hedgeDefaults],
  ['cache.md', cacheDefaults],
])('%s has the defaults that hold (%#)', (page, defaults) => {
  const rows = [...read(page).matchAll(/^\| `(\w+)` \| `(.*?)` \|/gm)].map(
    ([, option, value]) => `${option} ${value}`,
  )
  const expected = Object.entries(defaults).map(([option, value]) => `${option} ${shown(value)}`)
  expect(expected.filter((row) => !rows.includes(row))).toEqual([])
})

test('telemetry.md names every metric with its kind and unit, and no other', () => {
  const rows = [...read('telemetry.md').matchAll(/^\| `([\w.]+)` \| (counter|gauge) \| (\S+) \|/gm)]
  const prefix = 'watertight.resilience.'
  expect(rows.map(([, name, kind, unit]) => `${prefix}${name} ${kind} ${unit}`)).toEqual(
    instruments.map(({ name, counts, unit }) => `${name} ${counts ? 'counter' : 'gauge'} ${unit}`),
  )
})

/** Rows of the README's figures by how they begin, and what they are called in the results. */
const figures: readonly (readonly [row: string, id: string])[] = [
  ['closed breaker', 'closed-breaker-ratio'],
  ['retry + breaker', 'composed-ratio'],
  ['bytes a call', 'composed-bytes'],
  ['a refusal', 'rejection-thrown-vs-best-peer'],
  ['bytes of an idle', 'idle-breaker-bytes'],
  ['timers of', 'idle-breaker-timers'],
  ['the core in bytes', 'core-min-gzip'],
  ['everything in bytes', 'everything-min-gzip'],
]

test('the README has the figures of the last results, within a third: a busy machine moves them', () => {
  const results = new URL('../../../benchmarks/results/resilience.json', import.meta.url)
  const measured: readonly Measured[] = JSON.parse(readFileSync(results, 'utf8')).figures
  const readme = read('../README.md')
  for (const [row, id] of figures) {
    const { value, peers } = measured.find((figure) => figure.id === id) as Measured
    const opossum = peers.opossum ?? peers['opossum, no retry']
    const cells = readme.split(`\n| ${row}`)[1]?.split('\n')[0]?.split(' | ').slice(1, 5) ?? []
    const told = cells.map((cell) => Number.parseFloat(cell.replaceAll(' ', '')))
    const found = [value, peers.cockatiel, opossum, peers.mollitia] as number[]
    expect(told).toEqual(found.map((one) => expect.closeTo(one, -Math.log10((one || 1) * 0.66))))
  }
})

interface Measured {
  readonly id: string
  readonly value: number
  readonly peers: Readonly<Record<string, number>>
}
