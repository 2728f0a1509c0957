import { header, reply } from '@watertight/ports'
import { expect, test } from 'vitest'
import { code, flags, rules, silent } from './test-kit/calls.ts'
import { retries } from './test-kit/rules.ts'
import { named, play } from './test-kit/scene.ts'

test('a retry goes to another endpoint and says which try it is', () => {
  const tries: string[] = []
  return play(
    {
      a: named('a', 503),
      b: async ({ headers }) => {
        tries.push(header(headers, 'x-envoy-attempt-count') ?? '')
        return reply(200, 'b')
      },
    },
    rules(['a', 'b'], {}, { retries: retries(2, { gatewayError: true }) }),
    async ({ get, seen }) => {
      for (let i = 0; i < 10; i++) expect((await get()).status).toBe(200)
      expect(seen.b).toBe(10)
      expect(tries).toContain('2')
    },
  )
})

test('of two endpoints the other one is tried next, however busy it is', () =>
  play(
    { a: silent, b: named('b') },
    rules(
      ['a', 'b'],
      {},
      { retries: { ...retries(1, { reset: true }), perTryTimeoutMs: 100, backoffMs: 1 } },
    ),
    async ({ get, seen }) => {
      // the one that hangs is the less busy one as soon as a try there has ended
      const answers = await Promise.all(Array.from({ length: 200 }, () => get()))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      expect(seen.a).toBeGreaterThan(0)
    },
  ))

test('out of retries the last answer is passed on with URX', () =>
  play(
    { a: named('a', 503) },
    rules(['a'], {}, { retries: retries(2, { gatewayError: true }) }),
    async (scene) => {
      expect((await scene.get()).status).toBe(503)
      expect(scene.seen.a).toBe(3)
      expect(flags(scene)).toEqual(['URX'])
    },
  ))

test('over 64 KiB a body is sent once', () =>
  play(
    { a: named('a', 503) },
    rules(['a'], {}, { retries: retries(2, { gatewayError: true }) }),
    async ({ get, seen }) => {
      await get({ method: 'POST', body: 'x'.repeat(65_537) })
      expect(seen.a).toBe(1)
      await get({ method: 'POST', body: 'x'.repeat(65_536) })
      expect(seen.a).toBe(4)
    },
  ))

test('the per-try timeout ends a try and another follows; the timeout ends them all', () =>
  play(
    { a: silent },
    rules(
      ['a'],
      {},
      {
        timeoutMs: 250,
        retries: { ...retries(9, { reset: true }), perTryTimeoutMs: 100, backoffMs: 1 },
      },
    ),
    async (scene) => {
      const before = scene.ports.clock.now()
      expect(await code(scene.get())).toBe('WT_DEADLINE')
      expect(scene.ports.clock.now() - before).toBeLessThanOrEqual(250)
      expect(scene.seen.a).toBe(3)
      expect(flags(scene)).toEqual(['UT'])
    },
  ))

test('the endpoint is told the least of caller, route and try; a header overrides the timeout', () => {
  const left: number[] = []
  return play(
    {
      a: async ({ headers }) => {
        left.push(Number(header(headers, 'x-envoy-expected-rq-timeout-ms')))
        expect(headers['x-envoy-upstream-rq-timeout-ms']).toBeUndefined()
        return reply(200, 1)
      },
    },
    rules(['a'], {}, { timeoutMs: 700, retries: { ...retries(1, {}), perTryTimeoutMs: 900 } }),
    async ({ get, ports }) => {
      await get({ deadline: ports.clock.now() + 500 })
      await get()
      await get({ headers: { 'X-Envoy-Upstream-Rq-Timeout-Ms': '300' } })
      await get({ headers: { 'X-Envoy-Upstream-Rq-Timeout-Ms': '0' } })
      expect(left).toEqual([500, 700, 300, 900])
    },
  )
})
