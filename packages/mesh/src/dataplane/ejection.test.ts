import { json } from '@watertight/ports'
import { expect, test } from 'vitest'
import { flags, rules, silent } from './test-kit/calls.ts'
import { outlierRules } from './test-kit/rules.ts'
import { forever, named, play } from './test-kit/scene.ts'

test('after exactly the configured failures no call reaches the endpoint; it is back after its time', () =>
  play(
    { a: named('a', 500), b: named('b') },
    rules(['a', 'b'], { outlier: outlierRules }),
    async ({ get, seen, events, ports }) => {
      for (let i = 0; i < 40; i++) await get()
      expect(seen.a).toBe(5)
      expect(events).toMatchObject([
        { is: 'endpoint ejected', endpoint: 'a:80', by: 'consecutive 5xx', forMs: 30_000 },
      ])
      await ports.clock.sleep(40_000, forever)
      expect(events.at(-1)).toMatchObject({ is: 'endpoint returned', endpoint: 'a:80' })
      for (let i = 0; i < 4; i++) await get()
      expect(seen.a).toBe(7)
    },
  ))

test('an endpoint that hangs or is gone is ejected as well', () =>
  play(
    { a: silent, b: named('b') },
    rules(['a', 'b', 'gone'], { outlier: outlierRules }, { timeoutMs: 100 }),
    async ({ get, seen, events }) => {
      for (let i = 0; i < 30; i++) await get().catch(() => {})
      expect(seen.a).toBe(5)
      expect(events.map((event) => 'endpoint' in event && event.endpoint).sort()).toEqual([
        'a:80',
        'gone:80',
      ])
    },
  ))

test('with all endpoints out: 503 and UH; below the minimum health all are used', async () => {
  const outlier = { ...outlierRules, consecutive5xx: 1 }
  await play({ a: named('a', 500) }, rules(['a'], { outlier }), async (scene) => {
    await scene.get()
    const answer = await scene.get()
    expect(answer.status).toBe(503)
    expect(json(answer.body)).toMatchObject({ flag: 'UH' })
    expect(flags(scene)).toEqual(['-', 'UH'])
  })
  const panic = { ...outlier, minHealthPercent: 50 }
  await play({ a: named('a', 500) }, rules(['a'], { outlier: panic }), async ({ get }) => {
    await get()
    expect((await get()).status).toBe(500)
  })
})

test('a circuit breaker of the cluster opens, refuses with UO and is told of', () =>
  play(
    { a: named('a', 503) },
    rules(['a'], { breaker: { window: { inARow: 3 } } }),
    async ({ get, seen, events }) => {
      for (let i = 0; i < 3; i++) await get()
      const refused = await get()
      expect(refused.headers).toMatchObject({ 'x-envoy-overloaded': 'true' })
      expect(refused.headers['retry-after']).toMatch(/^\d+$/)
      expect(seen.a).toBe(3)
      expect(events).toMatchObject([
        { is: 'breaker changed', from: 'closed', to: 'open' },
        { is: 'limit overflowed', limit: 'circuit breaker' },
      ])
    },
  ))
