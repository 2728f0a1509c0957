import { expect, test } from 'vitest'
import { code, flags, rules } from './test-kit/calls.ts'
import { outlierRules, retries } from './test-kit/rules.ts'
import { named, play } from './test-kit/scene.ts'

test('faults strike before an endpoint is picked: FI and DI, seen by neither outlier detection nor retries', () =>
  play(
    { a: named('a') },
    rules(
      ['a'],
      { outlier: { ...outlierRules, consecutive5xx: 1 } },
      {
        retries: retries(2, { server5xx: true }),
        fault: {
          delay: { ms: 200, millionths: 1_000_000 },
          abort: { status: 500, millionths: 1_000_000 },
        },
      },
    ),
    async (scene) => {
      const before = scene.ports.clock.now()
      expect((await scene.get()).status).toBe(500)
      expect(scene.ports.clock.now() - before).toBe(200)
      expect(flags(scene)).toEqual(['DI,FI'])
      expect(scene.seen.a).toBe(0)
      expect(scene.events).toEqual([])
      expect(await code(scene.get({ deadline: scene.ports.clock.now() + 50 }))).toBe('WT_DEADLINE')
    },
  ))

test('faults strike their share of calls', () =>
  play(
    { a: named('a') },
    rules(['a'], {}, { fault: { abort: { status: 555, millionths: 250_000 } } }),
    async ({ get }) => {
      const answers = await Promise.all(Array.from({ length: 1000 }, () => get()))
      const struck = answers.filter(({ status }) => status === 555).length
      expect(Math.abs(struck - 250)).toBeLessThan(40)
    },
  ))
