import { describe, expect, test } from 'vitest'
import { circuitBreaker } from '../circuit-breaker/circuit-breaker.ts'
import { reconfigure, restore, save, setMode } from '../circuit-breaker/manage.ts'
import type { BreakerOptions } from '../circuit-breaker/options.ts'
import { pipeline } from '../pipeline/pipeline.ts'
import { drawSequence } from './breaker-steps.ts'
import { type Chance, oneOf, seeded, whole } from './seeded.ts'

const bad = [Number.NaN, -1, 0, Number.NEGATIVE_INFINITY, '5', null, {}, true]

/** Options that mean nothing, each with what the error must name. */
const senseless: readonly (readonly [string, object])[] = [
  ...['failureRate', 'slowRate', 'slowAfterMs', 'openMs', 'probeMaxMs', 'minimumCalls'].flatMap(
    (option) => bad.map((value) => [option, { [option]: value }] as const),
  ),
  ...[Number.NaN, -1, 0.99, '2', null].map((openFactor) => ['openFactor', { openFactor }] as const),
  ...[Number.NaN, -1, '2', null].map((openDecayMs) => ['openDecayMs', { openDecayMs }] as const),
  ...[Number.NaN, -0.1, 1, '0'].map((openJitter) => ['openJitter', { openJitter }] as const),
  ...[[], [0], [1, Number.NaN], [1.5], 3, null].map((ramp) => ['ramp', { ramp }] as const),
  ...[Number.NaN, -1, 0, 2.5, '9'].flatMap((size) =>
    ['calls', 'inARow'].map((kind) => [`window.${kind}`, { window: { [kind]: size } }] as const),
  ),
  ...[Number.NaN, -1, 0, Number.POSITIVE_INFINITY].map(
    (ms) => ['window.ms', { window: { ms } }] as const,
  ),
  ...[Number.NaN, -1, 0, 2.5].map(
    (buckets) => ['window.buckets', { window: { ms: 1000, buckets } }] as const,
  ),
  ['window', { window: {} }],
  ['window', { window: null }],
  ['window', { window: 5 }],
  ['window', { window: { calls: 5, ms: 100 } }],
  // the wrong way round
  ['openMaxMs', { openMs: 1000, openMaxMs: 999 }],
  ['minimumCalls', { window: { calls: 10 }, minimumCalls: 11 }],
  ['minimumCalls', { window: { inARow: 3 }, minimumCalls: 2 }],
  ['failureRate', { failureRate: 1.01 }],
  ['slowRate', { slowRate: 50 }],
  ['failurerate', { failurerate: 0.5 }],
  ['mode', { mode: 'open' }],
  ['classify', { classify: 'failure' }],
]

test.each(senseless)('%s that makes no sense is refused by name: %j', (option, options) => {
  const given = { name: 'b', ...options } as BreakerOptions
  const says = new RegExp(`^WT_INVALID_OPTION: breaker b: ${option.replace('.', '\\.')} is `)
  expect(() => circuitBreaker(given)).toThrow(says)
  if ('mode' in options) return
  const breaker = circuitBreaker({ name: 'b' })
  const before = save(breaker)
  expect(() => reconfigure(breaker, options)).toThrow(says)
  expect({ ...save(breaker), inStateMs: 0 }).toEqual({ ...before, inStateMs: 0 })
})

/** A clock that stands still, jumps ahead, and now and then back. */
function unsteady(chance: Chance, isSetBack: boolean) {
  let now = whole(chance, 0, 1_000_000)
  return {
    now: () => now,
    after: () => ({ cancel() {} }),
    pass(ms: number) {
      now += ms
    },
    leap() {
      const kind = chance()
      if (kind < 0.4) return
      if (kind < 0.8) now += whole(chance, 1, 300)
      else if (kind < 0.9 || !isSetBack) now += whole(chance, 300, 100_000)
      else now -= whole(chance, 1, 1_000_000)
    },
  }
}

/** Options under which every wait has an end. */
function boundedOptions(seed: number) {
  const { minimumCalls: _, mode: __, ...options } = drawSequence(seed, 0).options
  return { ...options, openMaxMs: Math.min(options.openMaxMs, 8 * options.openMs) }
}

// a wait, eight times a second and three quarters more, a probe that hangs for two, and a wait once more
const longestMs = 14_000 + 2_000 + 14_000 + 1_000

/** What a caller may say of a call without the breaker minding. */
const durations = [undefined, Number.NaN, -1, -1e9, 0, 17, 1e12, Number.POSITIVE_INFINITY]
const outcomes = ['success', 'failure', 'slow', 'ignored'] as const

describe('whatever has happened', () => {
  test.each([false, true])(
    'a callee that is well again is called again (clock set back: %s)',
    (isSetBack) => {
      for (let seed = 1; seed <= 200; seed++) {
        const chance = seeded(seed)
        const options = boundedOptions(seed)
        const clock = unsteady(chance, isSetBack)
        const random = () => oneOf(chance, [0, 0.5, 0.999, 1, Number.NaN, -3, 7])
        const breaker = circuitBreaker({ name: 'b', ...options }, { clock, random, report() {} })
        breaker.onChange(() => {
          throw new Error('listener')
        })
        const out: { record(outcome: (typeof outcomes)[number], ms?: number): void }[] = []
        for (let i = 0; i < 60; i++) {
          clock.leap()
          const kind = chance()
          const permit = kind < 0.7 ? breaker.tryAcquire() : undefined
          if (permit !== undefined) out.push(permit)
          if (chance() < 0.6)
            out
              .splice(whole(chance, 0, 9), 1)[0]
              ?.record(oneOf(chance, outcomes), oneOf(chance, durations))
          if (kind > 0.98) reconfigure(breaker, boundedOptions(seed + i))
          else if (kind > 0.96) restore(breaker, JSON.parse(JSON.stringify(save(breaker))))
          else if (kind > 0.95)
            setMode(breaker, oneOf(chance, ['forced open', 'automatic', 'shadow']))
          const { inStateMs, retryAfterMs, window } = breaker.snapshot()
          const figures = [inStateMs, retryAfterMs, window.calls, window.slow, window.failures]
          if (!figures.every((it) => it >= 0)) expect([seed, figures]).toBe('no figure below 0')
        }
        setMode(breaker, 'automatic')
        let ms = 0
        for (; breaker.snapshot().state !== 'closed' && ms < longestMs; ms += 20) {
          clock.pass(20)
          breaker.tryAcquire()?.success()
        }
        expect([seed, breaker.snapshot().state]).toEqual([seed, 'closed'])
        expect(breaker.tryAcquire()).toBeDefined()
      }
    },
  )

  test('the result is that of the work, whatever listens, classifies or reports', async () => {
    const listener = () => {
      throw new Error('listener')
    }
    for (let seed = 1; seed <= 60; seed++) {
      const chance = seeded(seed)
      const clock = unsteady(chance, true)
      const classify = () => {
        const kind = chance()
        if (kind < 0.3) throw new Error('classify')
        return oneOf(chance, [...outcomes, undefined, 7, 'splendid']) as 'success'
      }
      const report = () => {
        throw new Error('report')
      }
      const given = { clock, random: chance, report }
      const breaker = circuitBreaker({ name: 'b', window: { calls: 4 }, classify }, given)
      breaker.onChange(listener)
      const pay = pipeline('pay', [breaker], given)
      pay.onAttempt(listener)
      for (let i = 0; i < 12; i++) {
        clock.leap()
        const [answer, error] = [{ answer: i }, new Error(`no ${i}`)]
        const isGood = chance() < 0.5
        const work = () => {
          if (!isGood && i % 2 === 0) throw error
          return isGood ? Promise.resolve(answer) : Promise.reject(error)
        }
        const wasOpen = breaker.retryAfterMs() > 0
        const told = await (i % 3 === 0 ? breaker.run(work) : pay.run(work)).then(
          (value) => value,
          (reason) => reason,
        )
        if (wasOpen) expect(told.code).toBe('WT_BREAKER_OPEN')
        else expect(told).toBe(isGood ? answer : error)
      }
    }
  })
})
