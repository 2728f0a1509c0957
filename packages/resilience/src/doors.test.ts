import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const { exports } = JSON.parse(read('../package.json')) as {
  exports: Record<string, { readonly 'watertight-src': string }>
}
const readme = read('../README.md')

const doors = await Promise.all(
  Object.entries(exports).map(async ([door, { 'watertight-src': path }]) => {
    const names = Object.keys(await import(new URL(`../${path}`, import.meta.url).href))
    return { door: door.slice(1), names }
  }),
)

test('a name stands behind one door', () => {
  const all = doors.flatMap(({ names }) => names)
  expect(all.length).toBeGreaterThan(30)
  expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([])
})

test.each(doors)('the README says what stands behind $door', ({ door }) => {
  expect(readme).toContain(`\`${door === '' ? '@watertight/resilience' : `…${door}`}\``)
})

test('the core is what guards a call, and nothing else', () => {
  expect(doors.find(({ door }) => door === '')?.names.sort()).toEqual([
    'ResilienceError',
    'backoffDefaults',
    'breakerDefaults',
    'bulkhead',
    'bulkheadDefaults',
    'circuitBreaker',
    'classifyOutcome',
    'constant',
    'deadline',
    'decorrelated',
    'exponential',
    'fallback',
    'pipeline',
    'retry',
    'retryDefaults',
    'timeout',
    'timeoutDefaults',
  ])
})
