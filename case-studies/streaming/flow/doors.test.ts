import { type MeshEvent, mesh, readMesh, snapshotOf } from '@watertight/mesh'
import { type Handler, json, type Ports, reply, type Transport } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { startRecommendations1, startRecommendations2 } from '../recommendations/service.ts'
import { rules } from './virtual.ts'

const never = new AbortController().signal
/** As `mesh/doors.yaml` says. */
const failures = 5

const caller = { namespace: 'streaming' }
const { resources } = readMesh(rules)
const snapshot = snapshotOf(resources, [], caller)

interface Sent {
  readonly to: string
  readonly at: number
  /** When it had failed. */
  failedAt?: number
}

/** The rules of streaming over a transport that notes what is dispatched. */
function noting({ clock, random, transport, log }: Ports) {
  const sent: Sent[] = []
  const events: MeshEvent[] = []
  const noted: Transport = {
    isPublic: false,
    serve: (name, handler) => transport.serve(name, handler),
    open: (call) => transport.open(call),
    async call(call) {
      const one: Sent = { to: call.to, at: clock.now() }
      sent.push(one)
      try {
        const answer = await transport.call(call)
        if (answer.status >= 500) one.failedAt = clock.now()
        return answer
      } catch (error) {
        one.failedAt = clock.now()
        throw error
      }
    },
  }
  const running = mesh({
    ...{ ports: { clock, random, transport: noted, log }, snapshot },
    addressOf: ({ address }) => address,
    sink: (event) => void events.push(event),
  })
  return { running, sent, events }
}

async function inWorld(
  endpoints: Readonly<Record<string, Handler>>,
  scenario: (ports: Ports) => Promise<void>,
): Promise<void> {
  const world = new VirtualWorld({ seed: 2 })
  try {
    await world.run(async () => {
      for (const [name, handler] of Object.entries(endpoints))
        await world.host(name, async ({ transport }) => void (await transport.serve(name, handler)))
      await world.host('caller', scenario)
    })
  } finally {
    await world.stop()
  }
}

const fails: Handler = async () => reply(500, '')
const hangs: Handler = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

const ask = (ports: Ports, transport: Transport, to: string) =>
  transport
    .call({ to, method: 'GET', path: '/for/1', deadline: ports.clock.now() + 10_000 })
    .catch(() => undefined)

test.for<[how: string, endpoints: Readonly<Record<string, Handler>>]>([
  ['answers 500', { ratings: fails }],
  ['hangs', { ratings: hangs }],
  ['is not there', {}],
])(
  'one after the other, exactly as many calls as configured reach an endpoint that %s',
  ([, endpoints]) =>
    inWorld(endpoints, async (ports) => {
      const { running, sent, events } = noting(ports)
      for (let i = 0; i < 50; i++) await ask(ports, running.transport, 'ratings')
      expect(sent.length).toBe(failures)
      expect(events.map(({ is }) => is)).toEqual(['endpoint ejected'])
      running.stop()
    }),
)

test.for<[how: string, endpoints: Readonly<Record<string, Handler>>]>([
  ['answer 500', { 'recommendations-1': fails, 'recommendations-2': fails }],
  ['hang', { 'recommendations-1': hangs, 'recommendations-2': hangs }],
  ['are not there', {}],
])(
  'under load, nothing is dispatched to endpoints that %s once the configured failures are in',
  ([, endpoints]) =>
    inWorld(endpoints, async (ports) => {
      const { running, sent, events } = noting(ports)
      const calls: Promise<unknown>[] = []
      // 25 s: shorter than the first ejection lasts
      for (let i = 0; i < 2_500; i++) {
        calls.push(ask(ports, running.transport, 'recommendations'))
        await ports.clock.sleep(10, never)
      }
      await Promise.all(calls)
      for (const endpoint of ['recommendations-1', 'recommendations-2']) {
        const own = sent.filter(({ to }) => to === endpoint)
        const inOrder = own.map(({ failedAt = Number.NaN }) => failedAt).sort((a, b) => a - b)
        const last = inOrder[failures - 1] as number
        expect(own.filter(({ at }) => at > last)).toEqual([])
        expect(own.length).toBeGreaterThanOrEqual(failures)
        const ejections = events.filter(
          (event) => event.is === 'endpoint ejected' && event.endpoint === `${endpoint}:80`,
        )
        expect(ejections.length).toBe(1)
      }
      running.stop()
    }),
)

test('what playback does not say in time for a page keeps no film from starting', () =>
  inWorld(
    { playback: async ({ method }) => reply(method === 'PUT' ? 201 : 500, '') },
    async (ports) => {
      const { running, events } = noting(ports)
      for (let i = 0; i < 10; i++) await ask(ports, running.transport, 'playback')
      expect(events.map(({ is }) => is)).toEqual(['endpoint ejected'])
      const start = { to: 'playback', method: 'PUT', path: '/sessions/1', body: '{}' }
      const deadline = ports.clock.now() + 10_000
      expect(await running.transport.call({ ...start, deadline })).toMatchObject({ status: 201 })
      running.stop()
    },
  ))

const only = (version: string) => {
  const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: recommendations, namespace: streaming }
spec:
  hosts: [recommendations]
  http:
  - timeout: 2s
    route: [{ destination: { host: recommendations, subset: ${version} } }]
`
  const files = [...rules.filter(({ name }) => name !== 'ways.yaml'), { name: 'ways.yaml', text }]
  const read = readMesh(files)
  expect(read.problems).toEqual([])
  return snapshotOf(read.resources, [], caller)
}

test('of a thousand changes of the rules under full load, none fails or misleads a call', async () => {
  const world = new VirtualWorld({ seed: 4 })
  const snapshots = [only('v1'), only('v2')] as const
  try {
    await world.run(async () => {
      await world.host('recommendations-1', startRecommendations1)
      await world.host('recommendations-2', startRecommendations2)
      await world.host('caller', async (ports) => {
        const { running, events } = noting(ports)
        running.update(snapshots[0])
        let now = 0
        let answered = 0
        let isOver = false
        const wrong: unknown[] = []
        const work = async () => {
          while (!isOver) {
            const wanted = `recommendations-${now + 1}`
            const answer = await ask(ports, running.transport, 'recommendations')
            const by = answer && (json(answer.body) as { readonly instance?: string }).instance
            if (by !== wanted) wrong.push({ wanted, by, status: answer?.status })
            answered++
          }
        }
        const callers = Array.from({ length: 64 }, work)
        for (let swap = 0; swap < 1_000; swap++) {
          await ports.clock.sleep(4, never)
          now = 1 - now
          running.update(snapshots[now] as (typeof snapshots)[0])
        }
        isOver = true
        await Promise.all(callers)
        expect(wrong).toEqual([])
        expect(answered).toBeGreaterThan(10_000)
        expect(events.filter(({ is }) => is === 'snapshot swapped').length).toBe(1_001)
        running.stop()
      })
    })
  } finally {
    await world.stop()
  }
})
