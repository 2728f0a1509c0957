import { reply } from '@watertight/ports'
import { expect, test } from 'vitest'
import type { Cluster } from '../model/cluster.ts'
import type { Route } from '../model/route.ts'
import type { MeshChange } from './telemetry/events.ts'
import { rules } from './test-kit/calls.ts'
import { cluster, outlierRules, retries, route, snapshot, to, unlimited } from './test-kit/rules.ts'
import { forever, named, play, type Scene } from './test-kit/scene.ts'

interface Case {
  readonly cluster?: Partial<Cluster>
  readonly route?: Partial<Route>
  /** Status of endpoint `a`; `b` always answers 200. */
  readonly status?: number
  readonly act: (scene: Scene) => Promise<unknown>
  readonly events: readonly object[]
}

const times = async (n: number, work: () => Promise<unknown>) => {
  for (let i = 0; i < n; i++) await work().catch(() => {})
}
const atOnce = (n: number, work: () => Promise<unknown>) =>
  Promise.all(Array.from({ length: n }, work))
const out = (more: object) => ({ outlier: { ...outlierRules, consecutive5xx: 0, ...more } })
const again = { retries: retries(2, { gatewayError: true }) }

/** A change that happens and is not here does not compile: every kind has its cases. */
const cases: Readonly<Record<MeshChange['is'], Readonly<Record<string, Case>>>> = {
  'endpoint ejected': {
    'consecutive 5xx': {
      cluster: out({ consecutive5xx: 2 }),
      act: ({ get }) => times(4, get),
      events: [{ is: 'endpoint ejected', endpoint: 'a:80', by: 'consecutive 5xx', forMs: 30_000 }],
    },
    'consecutive gateway errors': {
      cluster: out({ consecutiveGateway: 2 }),
      status: 502,
      act: ({ get }) => times(4, get),
      events: [{ is: 'endpoint ejected', by: 'consecutive gateway' }],
    },
    'consecutive local failures': {
      cluster: {
        ...out({ consecutiveLocalOrigin: 2, splitLocalOrigin: true }),
        endpoints: [{ address: 'gone', port: 80, labels: {}, weight: 1 }],
      },
      act: ({ get }) => times(2, get),
      events: [{ is: 'endpoint ejected', endpoint: 'gone:80', by: 'consecutive local origin' }],
    },
    'success rate': {
      cluster: out({ successRate: { minHosts: 2, requestVolume: 5, stdevFactor: 0.5 } }),
      act: async ({ get, ports }) => {
        await times(20, get)
        await ports.clock.sleep(10_001, forever)
      },
      events: [{ is: 'endpoint ejected', endpoint: 'a:80', by: 'success rate' }],
    },
  },
  'ejection withheld': {
    'the share of ejected endpoints is small': {
      cluster: out({ consecutive5xx: 2, maxEjectionPercent: 10 }),
      act: ({ get }) => times(4, get),
      events: [
        {
          is: 'ejection withheld',
          endpoint: 'a:80',
          by: 'consecutive 5xx',
          ejected: 0,
          endpoints: 2,
          maxEjectionPercent: 10,
        },
      ],
    },
  },
  'endpoint returned': {
    'its time is over': {
      cluster: out({ consecutive5xx: 1 }),
      act: async ({ get, ports }) => {
        await times(2, get)
        await ports.clock.sleep(40_000, forever)
      },
      events: [{ is: 'endpoint ejected' }, { is: 'endpoint returned', endpoint: 'a:80' }],
    },
    'its rules are gone': {
      cluster: out({ consecutive5xx: 1 }),
      act: async ({ get, mesh }) => {
        await times(2, get)
        mesh.update(rules(['a', 'b']))
      },
      events: [
        { is: 'endpoint ejected' },
        { is: 'endpoint returned', endpoint: 'a:80' },
        { is: 'snapshot swapped' },
      ],
    },
  },
  'limit overflowed': {
    'requests that wait': {
      cluster: { limits: { ...unlimited, maxConnections: 1, maxPending: 0 } },
      act: ({ get }) => atOnce(3, get),
      events: [{ is: 'limit overflowed', cluster: 'reviews|80|', limit: 'pending' }],
    },
    requests: {
      cluster: { limits: { ...unlimited, maxRequests: 1 } },
      act: ({ get }) => atOnce(2, get),
      events: [{ is: 'limit overflowed', limit: 'requests' }],
    },
    'requests that waited': {
      cluster: { limits: { ...unlimited, maxConnections: 1 } },
      act: async ({ get, mesh }) => {
        const asked = atOnce(5, get)
        const limits = { ...unlimited, maxConnections: 1, maxRequests: 0 }
        mesh.update(rules(['a', 'b'], { limits }))
        await asked
      },
      events: [{ is: 'limit overflowed', limit: 'requests' }],
    },
    retries: {
      cluster: { limits: { ...unlimited, maxRetries: 0 } },
      route: again,
      status: 503,
      act: ({ get }) => times(2, get),
      events: [{ is: 'limit overflowed', limit: 'retries' }],
    },
    'retry budget': {
      cluster: { retryBudget: { percent: 20, minConcurrent: 0 } },
      route: again,
      status: 503,
      act: ({ get }) => times(2, get),
      events: [{ is: 'limit overflowed', limit: 'retry budget' }],
    },
    'circuit breaker': {
      cluster: { breaker: { window: { inARow: 1 } } },
      status: 503,
      act: ({ get }) => times(3, get),
      events: [
        { is: 'breaker changed', from: 'closed', to: 'open' },
        { is: 'limit overflowed', limit: 'circuit breaker' },
      ],
    },
  },
  'breaker changed': {
    'it opens, and lets a probe through': {
      cluster: { breaker: { window: { inARow: 1 } } },
      status: 503,
      act: async ({ get, ports }) => {
        await times(2, get)
        await ports.clock.sleep(120_000, forever)
        await times(20, get)
      },
      events: [
        { is: 'breaker changed', from: 'closed', to: 'open' },
        { is: 'breaker changed', from: 'open', to: 'half-open' },
      ],
    },
  },
  'snapshot swapped': {
    'an update': {
      act: async ({ mesh }) => mesh.update(snapshot([route([to(cluster(['b']))])], '2')),
      events: [{ is: 'snapshot swapped', from: '1', to: '2' }],
    },
  },
}

const table = Object.entries(cases).flatMap(([is, some]) =>
  Object.entries(some).map(([why, one]) => [is, why, one] as const),
)

test.each(table)('%s (%s) goes to the sink', (_, __, one) =>
  play(
    { a: async () => reply(one.status ?? 500, 'a'), b: named('b') },
    rules(['a', 'b'], one.cluster, one.route),
    async (scene) => {
      const startedAt = scene.ports.clock.wallTime()
      await one.act(scene)
      const { events } = scene
      for (const event of one.events) expect(events).toContainEqual(expect.objectContaining(event))
      for (const { at } of events) {
        expect(at).toBeGreaterThanOrEqual(startedAt)
        expect(at).toBeLessThanOrEqual(scene.ports.clock.wallTime())
      }
      // data to store and replay
      expect(JSON.parse(JSON.stringify(events))).toEqual(events)
    },
  ),
)
