import { performance } from 'node:perf_hooks'
import type { Endpoint, MeshEvent } from '@watertight/mesh'
import { httpMesh } from '@watertight/mesh/http'
import { seededRandom, type Transport } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { ServiceBroker } from 'moleculer'
import { Pool } from 'undici'
import { PeerProcess } from '../eventstore/peer.ts'
import { check } from '../measure/check.ts'
import { median, quantile } from '../measure/statistics.ts'
import { cpu } from './cpu.ts'
import { film } from './film.ts'
import { type Haproxy, haproxy, isInstalled } from './haproxy.ts'
import { options, places } from './moleculer-options.ts'
import { cluster, route, snapshot } from './rules.ts'

export type Lane =
  | 'bare'
  | 'mesh'
  | 'haproxy x1'
  | 'haproxy x2'
  | '@fastify/http-proxy'
  | 'Moleculer'

export interface Cost {
  /** Microseconds of the calling process for one call. */
  readonly clientUs: number
  /** Of all processes. */
  readonly totalUs: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface Path {
  readonly costs: Readonly<Partial<Record<Lane, Cost>>>
  /** To bare; median over the rounds. */
  readonly ratios: Readonly<Partial<Record<Lane, Cost>>>
  /** To the mesh; median over the rounds. */
  readonly toMesh: Readonly<Partial<Record<Lane, Cost>>>
  readonly proof: Readonly<Record<string, unknown>>
}

const ends: (() => unknown)[] = []
const nothing: Transport = {
  isPublic: false,
  call: () => Promise.reject(new Error('not measured')),
  open: () => Promise.reject(new Error('not measured')),
  serve: () => Promise.reject(new Error('not measured')),
}

/** The same call by every way there is, `callers` at a time, in slices that take turns. */
export default async function path(callers: number, quick: boolean): Promise<Path> {
  try {
    return await measured(callers, quick)
  } finally {
    for (const end of ends.reverse()) await end()
  }
}

async function measured(callers: number, quick: boolean): Promise<Path> {
  const endpoints = [0, 1, 2].map(() => peer('./endpoint.ts'))
  const ports = await Promise.all(endpoints.map((one) => one.ask('listen')))
  const events: MeshEvent[] = []
  const { mesh, call: overMesh } = meshed(ports, events)
  const hops: Haproxy[] = []
  const lanes: Partial<Record<Lane, () => Promise<unknown>>> = {
    bare: inTurn(ports.map((port) => pooled(port, callers))),
    mesh: overMesh,
  }
  if (isInstalled()) {
    const near = await haproxy(ports)
    hops.push(near, await haproxy([near.port]))
    ends.push(...hops.map((hop) => () => hop.end()))
    lanes['haproxy x1'] = pooled(near.port, callers)
    lanes['haproxy x2'] = pooled((hops[1] as Haproxy).port, callers)
  }
  const proxy = peer('./fastify-proxy.ts', `http://127.0.0.1:${ports[0]}`)
  lanes['@fastify/http-proxy'] = pooled(await proxy.ask('listen'), callers)
  const nodes = await moleculer(lanes)
  const others = [...endpoints, proxy, ...nodes]
  const spent = async () => {
    const asked = await Promise.all(others.map((one) => one.ask('cpu')))
    return [...asked, ...hops.map((hop) => hop.cpu())].reduce((sum, one) => sum + one, 0)
  }

  const names = Object.keys(lanes) as Lane[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as Cost[]]))
  const [rounds, ms] = quick ? [4, 60] : [50, 80]
  // what runs cold measures the compiler, and on a busy machine no time makes it warm, but calls do
  for (const name of names) await warmUp(lanes[name] as () => Promise<unknown>, quick)
  let before = await spent()
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length] as Lane
      const { calls, ...mine } = await slice(lanes[name] as () => Promise<unknown>, callers, ms)
      const after = await spent()
      samples[name]?.push({ ...mine, totalUs: mine.clientUs + (after - before) / calls })
      before = after
    }
  const of = (pick: (samples: readonly Cost[]) => Cost) =>
    Object.fromEntries(names.map((name) => [name, pick(samples[name] as Cost[])]))
  const ratioTo = (base: Lane) =>
    of((mine) => combined(mine.map((cost, i) => over(cost, (samples[base] as Cost[])[i] as Cost))))
  return {
    costs: of(combined),
    ratios: ratioTo('bare'),
    toMesh: ratioTo('mesh'),
    proof: await proven(mesh, overMesh, endpoints, events),
  }
}

function peer(module: string, ...input: string[]): PeerProcess {
  const one = new PeerProcess(new URL(module, import.meta.url), ...input)
  ends.push(() => one.end())
  return one
}

function pooled(port: number, connections: number): () => Promise<unknown> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections, keepAliveTimeout: 300_000 })
  ends.push(() => pool.destroy())
  return async () => {
    const { statusCode, body } = await pool.request({ path: '/films/7', method: 'GET', headers })
    const text = await body.text()
    check(statusCode === 200 && text === film, `${port} answered ${statusCode} ${text}`)
  }
}

const headers = { accept: 'application/json' }

function inTurn(calls: readonly (() => Promise<unknown>)[]): () => Promise<unknown> {
  let turn = 0
  return () => (calls[turn++ % calls.length] as () => Promise<unknown>)()
}

function meshed(ports: readonly number[], events: MeshEvent[]) {
  const places = ports.map(
    (port): Endpoint => ({ address: '127.0.0.1', port, labels: {}, weight: 1 }),
  )
  const ratings = cluster('ratings', places)
  // the one that takes it is the last of three: a header, a prefix, the rest
  const rules = [
    {
      ...route(ratings, '/films/'),
      matches: [
        {
          ...route(ratings, '/films/').matches[0],
          headers: [{ name: 'x-user', match: { exact: 'ann', ignoreCase: false } }],
        },
      ],
    },
    route(ratings, '/admin/'),
    route(ratings, '/'),
  ] as ReturnType<typeof route>[]
  const mesh = httpMesh({
    ports: { clock: systemClock, random: seededRandom(1), log: () => {}, transport: nothing },
    snapshot: snapshot('1', { ratings: rules }, [ratings]),
    sink: (event) => events.push(event),
  })
  ends.push(() => mesh.stop())
  const asked = { origin: 'http://ratings', path: '/films/7', method: 'GET' as const, headers }
  const call = async () => {
    const { statusCode, body } = await mesh.request(asked)
    const text = await body.text()
    check(statusCode === 200 && text === film, `the mesh answered ${statusCode} ${text}`)
  }
  return { mesh, call }
}

async function moleculer(lanes: Partial<Record<Lane, () => Promise<unknown>>>) {
  const names = ['caller', 'one', 'two', 'three']
  const urls = await places(names)
  const nodes = names.slice(1).map((name) => peer('./moleculer-node.ts', name, ...urls))
  await Promise.all(nodes.map((node) => node.ask('listen')))
  const broker = new ServiceBroker(options('caller', urls))
  await broker.start()
  ends.push(() => broker.stop())
  await broker.waitForServices('ratings', 20_000)
  lanes.Moleculer = async () => {
    const text = await broker.call('ratings.get')
    check(text === film, `Moleculer answered ${text}`)
  }
  return nodes
}

async function warmUp(call: () => Promise<unknown>, quick: boolean): Promise<void> {
  let left = quick ? 2_000 : 20_000
  const end = performance.now() + (quick ? 1_000 : 15_000)
  const loop = async () => {
    while (left-- > 0 && performance.now() < end) await call()
  }
  await Promise.all(Array.from({ length: 32 }, loop))
}

async function slice(call: () => Promise<unknown>, callers: number, ms: number) {
  const took: number[] = []
  const before = await cpu()
  const end = performance.now() + ms
  const loop = async () => {
    for (let start = performance.now(); start < end; ) {
      await call()
      const now = performance.now()
      took.push(now - start)
      start = now
    }
  }
  await Promise.all(Array.from({ length: callers }, loop))
  return {
    calls: took.length,
    clientUs: ((await cpu()) - before) / took.length,
    p50Ms: quantile(took, 0.5),
    p99Ms: quantile(took, 0.99),
  }
}

const combined = (all: readonly Cost[]): Cost => ({
  clientUs: median(all.map((one) => one.clientUs)),
  totalUs: median(all.map((one) => one.totalUs)),
  p50Ms: median(all.map((one) => one.p50Ms)),
  p99Ms: median(all.map((one) => one.p99Ms)),
})

const over = (cost: Cost, base: Cost): Cost => ({
  clientUs: cost.clientUs / base.clientUs,
  totalUs: cost.totalUs / base.totalUs,
  p50Ms: cost.p50Ms / base.p50Ms,
  p99Ms: cost.p99Ms / base.p99Ms,
})

/** What was armed while it was measured, made to strike: retries after refusals, then an ejection. */
async function proven(
  mesh: ReturnType<typeof httpMesh>,
  call: () => Promise<unknown>,
  endpoints: readonly PeerProcess[],
  events: readonly MeshEvent[],
) {
  const [stats] = mesh.stats().clusters
  const sum = async (what: string) => {
    const all = await Promise.all(endpoints.map((one) => one.ask(what)))
    return all.reduce((total, one) => total + one, 0)
  }
  const measured = { requests: mesh.stats().requests, endpoints: stats?.endpoints }
  await endpoints[0]?.ask('fail', 5)
  for (let i = 0; i < 200; i++) await call()
  const ejections = events.filter(({ is }) => is === 'endpoint ejected').length
  const secondTries = await sum('secondTries')
  check(ejections === 1, `${ejections} ejections instead of one after five refusals`)
  check(secondTries === 5, `${secondTries} second tries instead of five`)
  const answered = measured.requests.reduce((total, one) => total + one.istio_requests_total, 0)
  const traced = await sum('traced')
  check(traced >= answered, `${traced} of ${answered} calls had a trace`)
  return {
    measuredByMesh: answered,
    byEndpoint: measured.endpoints?.map(({ endpoint, requests }) => ({ endpoint, requests })),
    traced,
    withDeadline: await sum('timed'),
    secondTries,
    ejections,
  }
}
