import { reply } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { snapshotOf } from '../config/compile/snapshot-of.ts'
import { readMesh } from '../config/read/read-mesh.ts'
import { mesh } from './mesh.ts'
import type { MeshEvent } from './telemetry/events.ts'

const rules = (annotation: string) => `apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: films }
spec:
  hosts: [films.example]
  ports: [{ number: 80, name: web }]
  resolution: DNS
  endpoints: [{ address: a }, { address: b }, { address: c }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: films, annotations: { ${annotation} } }
spec:
  host: films.example
  trafficPolicy:
    outlierDetection: { consecutive5xxErrors: 0, interval: 1s, maxEjectionPercent: 100 }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: films }
spec: { hosts: [films.example], http: [{ retries: { attempts: 0 }, route: [{ destination: { host: films.example } }] }] }
`

/** Calls by these rules, to endpoints that answer with a status of their own. */
async function calling(
  annotation: string,
  statuses: Readonly<Record<string, number>>,
  work: (tools: {
    ask(): Promise<number>
    sleep(ms: number): Promise<void>
    breaker(): { readonly state: string; readonly rejected: number } | undefined
    readonly events: readonly MeshEvent[]
  }) => Promise<void>,
): Promise<void> {
  const { resources, problems } = readMesh([{ name: 'rules.yaml', text: rules(annotation) }])
  expect(problems).toEqual([])
  const world = new VirtualWorld({ seed: 3 })
  try {
    await world.run(async () => {
      for (const [name, status] of Object.entries(statuses))
        await world.host(name, async ({ transport }) => {
          await transport.serve(name, async () => reply(status, ''))
        })
      await world.host('caller', async (ports) => {
        const { clock } = ports
        const events: MeshEvent[] = []
        const running = mesh({
          ...{ ports, snapshot: snapshotOf(resources), addressOf: ({ address }) => address },
          sink: (event) => void events.push(event),
        })
        const call = { to: 'films.example', method: 'GET', path: '/' }
        await work({
          events,
          ask: async () =>
            (await running.transport.call({ ...call, deadline: clock.now() + 1_000 })).status,
          sleep: (ms) => clock.sleep(ms, new AbortController().signal),
          breaker: () => running.stats().clusters[0]?.breaker,
        })
        running.stop()
      })
    })
  } finally {
    await world.stop()
  }
}

test('a breaker that the rules ask for opens, refuses, probes, and shows itself', () =>
  calling(
    `watertight.dev/circuit-breaker: '{ inARow: 4, open: 1s, ramp: [1] }'`,
    { a: 503, b: 503, c: 503 },
    async ({ ask, sleep, breaker, events }) => {
      for (let i = 0; i < 4; i++) expect(await ask()).toBe(503)
      expect(breaker()).toMatchObject({ state: 'open', rejected: 0 })
      await ask()
      expect(breaker()).toMatchObject({ state: 'open', rejected: 1 })
      await sleep(1_500)
      await ask()
      expect(
        events.flatMap((event) => (event.is === 'breaker changed' ? [[event.from, event.to]] : [])),
      ).toEqual([
        ['closed', 'open'],
        ['open', 'half-open'],
        ['half-open', 'open'],
      ])
    },
  ))

test('an endpoint whose share of successes is far below the others’ is taken out', () =>
  calling(
    `watertight.dev/success-rate: '{ minHosts: 3, requestVolume: 10, stdevFactor: 1 }'`,
    { a: 200, b: 200, c: 500 },
    async ({ ask, sleep, events }) => {
      for (let i = 0; i < 120; i++) await ask()
      await sleep(1_100)
      expect(events).toMatchObject([
        { is: 'endpoint ejected', endpoint: 'c:80', by: 'success rate' },
      ])
      for (let i = 0; i < 50; i++) expect(await ask()).toBe(200)
    },
  ))
