import { expect, test } from 'vitest'
import { code, flags, rules, silent } from './test-kit/calls.ts'
import { outlierRules, retries, unlimited } from './test-kit/rules.ts'
import { named, play } from './test-kit/scene.ts'

test('overflow is a 503 with x-envoy-overloaded and UO, sends nothing, is not retried and not held against the endpoint', () =>
  play(
    { a: named('a') },
    rules(
      ['a'],
      { limits: { ...unlimited, maxConnections: 1, maxPending: 1 }, outlier: outlierRules },
      { retries: retries(3, { server5xx: true }) },
    ),
    async (scene) => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => scene.get()))
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(2)
      const refused = answers.find(({ status }) => status === 503)
      expect(refused?.headers['x-envoy-overloaded']).toBe('true')
      expect(scene.seen.a).toBe(2)
      expect(scene.events).toHaveLength(6)
      expect(scene.events[0]).toMatchObject({ is: 'limit overflowed', limit: 'pending' })
      expect(scene.mesh.stats().clusters[0]).toMatchObject({ pending: 0, requests: 0 })
    },
  ))

test('who waits in line leaves it at the deadline, or when it gives up', () =>
  play(
    { a: silent },
    rules(['a'], { limits: { ...unlimited, maxConnections: 1 } }),
    async ({ get, ports, mesh, seen }) => {
      const held = get({ deadline: ports.clock.now() + 500 })
      const waiting = get({ deadline: ports.clock.now() + 100 })
      const owner = new AbortController()
      const leaving = get({ signal: owner.signal })
      ports.clock.after(50, () => owner.abort())
      expect(await code(leaving)).toBe('WT_ABORTED')
      expect(await code(waiting)).toBe('WT_DEADLINE')
      expect(await code(held)).toBe('WT_DEADLINE')
      expect(seen.a).toBe(1)
      expect(mesh.stats().clusters[0]).toMatchObject({ pending: 0, requests: 0, connections: 0 })
    },
  ))

test('over maxRetries there is no retry, and UO', () =>
  play(
    { a: named('a', 503) },
    rules(
      ['a'],
      { limits: { ...unlimited, maxRetries: 0 } },
      { retries: retries(2, { gatewayError: true }) },
    ),
    async (scene) => {
      await scene.get()
      expect(scene.seen.a).toBe(1)
      expect(flags(scene)).toEqual(['UO'])
      expect(scene.events).toMatchObject([{ is: 'limit overflowed', limit: 'retries' }])
    },
  ))
