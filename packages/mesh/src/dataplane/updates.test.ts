import { type Handler, json, reply } from '@watertight/ports'
import { expect, test } from 'vitest'
import { rules } from './test-kit/calls.ts'
import { cluster, noChanges, outlierRules, route, snapshot, to } from './test-kit/rules.ts'
import { forever, named, play } from './test-kit/scene.ts'

test('a sink that throws is logged and changes no call', () =>
  play(
    { a: named('a', 500) },
    rules(['a'], { outlier: { ...outlierRules, consecutive5xx: 1 } }),
    async ({ get, logged }) => {
      expect((await get()).status).toBe(500)
      expect(logged).toEqual(['the sink of mesh events threw'])
    },
    {
      sink: () => {
        throw new Error('full')
      },
    },
  ))

test('a new endpoint warms up, and then gets its full share', () => {
  const warmup = { durationMs: 60_000, minimumPercent: 10, aggression: 1 }
  return play(
    { a: named('a'), b: named('b') },
    rules(['a'], { warmup }),
    async ({ get, mesh, ports, seen }) => {
      await ports.clock.sleep(60_000, forever)
      mesh.update(rules(['a', 'b'], { warmup }))
      for (let i = 0; i < 44; i++) await get()
      expect(seen.b).toBeLessThan(8)
      await ports.clock.sleep(60_000, forever)
      const before = seen.b as number
      for (let i = 0; i < 44; i++) await get()
      expect(seen.b).toBe(before + 22)
    },
  )
})

test('an update keeps ejections and counts by key, and a request keeps the rules it began with', () =>
  play(
    { a: named('a', 500), b: named('b'), c: named('c') },
    rules(['a', 'b'], { outlier: outlierRules }),
    async ({ get, mesh, seen, events }) => {
      for (let i = 0; i < 12; i++) await get()
      expect(seen.a).toBe(5)
      const early = get()
      mesh.update({ ...rules(['a', 'c'], { outlier: outlierRules }), version: '2' })
      expect(events.at(-1)).toMatchObject({ is: 'snapshot swapped', from: '1', to: '2' })
      expect(json((await early).body)).toBe('b')
      for (let i = 0; i < 5; i++) expect(json((await get()).body)).toBe('c')
      expect(mesh.stats().clusters[0]?.endpoints).toMatchObject([
        { endpoint: 'a:80', isEjected: true, requests: 5 },
        { endpoint: 'c:80', requests: 5 },
      ])
      mesh.update(rules(['a', 'c']))
      expect(events.some(({ is }) => is === 'endpoint returned')).toBe(true)
    },
  ))

test('1,000 swaps under load: no call fails, none goes where its rules do not send it', () => {
  const names = ['a', 'b', 'c', 'd']
  const version = (n: number) =>
    // each version sends everything to one endpoint and says which
    snapshot(
      [
        route([to(cluster([names[n % 4] as string], { outlier: outlierRules }))], {
          headers: {
            request: { ...noChanges, set: [['x-for', names[n % 4] as string]] },
            response: noChanges,
          },
        }),
      ],
      String(n),
    )
  const strict =
    (name: string): Handler =>
    async ({ headers }) =>
      reply(headers['x-for'] === name ? 200 : 500, name)
  return play(
    Object.fromEntries(names.map((name) => [name, strict(name)])),
    version(0),
    async ({ get, mesh, ports, events }) => {
      let swaps = 0
      let isOver = false
      const statuses = new Map<number | string, number>()
      const caller = async () => {
        while (!isOver) {
          const status = await get().then(
            (answer) => answer.status,
            (error) => String(error),
          )
          statuses.set(status, (statuses.get(status) ?? 0) + 1)
        }
      }
      const callers = Array.from({ length: 8 }, caller)
      while (swaps < 1000) {
        mesh.update(version(++swaps))
        await ports.clock.sleep(3, forever)
      }
      isOver = true
      await Promise.all(callers)
      expect([...statuses.keys()]).toEqual([200])
      expect(statuses.get(200)).toBeGreaterThan(500)
      expect(events.filter(({ is }) => is === 'snapshot swapped')).toHaveLength(1000)
      expect(mesh.stats().clusters[0]).toMatchObject({ requests: 0, pending: 0, retries: 0 })
    },
  )
})
