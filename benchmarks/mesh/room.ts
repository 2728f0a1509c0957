import { inChild } from '../measure/in-child.ts'
import type { Figure, Measured } from '../report/figure.ts'
import type { OwnCode } from './own-code.ts'
import type { Lane, Path } from './path.ts'
import type { Swaps } from './swaps.ts'

const module = (name: string) => new URL(`./${name}.ts`, import.meta.url)
const callers = [1, 16, 64] as const

/** A call by the rules of a mesh beside a call without, behind sidecars, and by other ways; and what the mesh takes by itself. */
export default async function meshRoom({ quick }: { quick: boolean }): Promise<Measured> {
  const paths: Path[] = []
  for (const each of callers) paths.push(await inChild<Path>(module('path'), each, quick))
  const own = await inChild<OwnCode>(module('own-code'), quick)
  const swaps = await inChild<Swaps>(module('swaps'))
  const at = (each: (typeof callers)[number]) => paths[callers.indexOf(each)] as Path
  return {
    figures: [
      ...callers.map((each) => clientCpu(at(each), each)),
      tail(at(16)),
      sidecars(at(16)),
      ...byItself(own, swaps),
    ],
    proof: { swaps, own: own.proof, paths: paths.map(({ proof }) => proof) },
    medians: {
      own: own.costs,
      paths: Object.fromEntries(paths.map(({ costs }, i) => [`${callers[i]} callers`, costs])),
    },
  }
}

const others = ['haproxy x1', 'haproxy x2', '@fastify/http-proxy', 'Moleculer'] as const
const missing = 'not installed: apt-get install haproxy'

const peers = (value: (lane: Lane) => number | undefined) =>
  Object.fromEntries(others.map((lane) => [lane, value(lane) ?? missing]))

const clientCpu = ({ ratios }: Path, each: number): Figure => ({
  id: `client-cpu-ratio-${each}`,
  value: ratios.mesh?.clientUs ?? null,
  unit: 'x bare undici Pool.request',
  goal: 1.1,
  better: 'lower',
  limit: 1,
  peers: peers((lane) => ratios[lane]?.clientUs),
  what: `CPU of the caller for one call by mesh.request, ${each} at a time: route match, three endpoint processes, least request, limits, outlier detection, retries and both timeouts armed, trace, metrics`,
  note: 'bare and Moleculer have the same three endpoints; @fastify/http-proxy has one. The hops work in processes of their own: see the total',
})

const tail = ({ ratios }: Path): Figure => ({
  id: 'client-p99-ratio-16',
  value: ratios.mesh?.p99Ms ?? null,
  unit: 'x bare undici Pool.request',
  goal: 1.15,
  better: 'lower',
  limit: 1,
  peers: peers((lane) => ratios[lane]?.p99Ms),
  what: 'p99 latency of the same call, 16 at a time',
})

const sidecars = ({ toMesh }: Path): Figure => ({
  id: 'sidecar-pair-vs-us',
  value: toMesh['haproxy x2']?.totalUs ?? null,
  unit: 'x our total CPU',
  goal: 1.8,
  better: 'higher',
  peers: { bare: toMesh.bare?.totalUs ?? missing, ...peers((lane) => toMesh[lane]?.totalUs) },
  what: 'CPU of caller, hops and endpoints for one call, 16 at a time: two haproxy hops, as a sidecar on each side, against mesh.request',
  ...(toMesh['haproxy x2'] === undefined && { note: missing }),
})

function byItself(own: OwnCode, swaps: Swaps): Figure[] {
  const { bare, mesh, 'mesh, 10,000 routes': many } = own.costs
  const lower = { better: 'lower', peers: {} } as const
  return [
    {
      ...lower,
      id: 'own-code-us',
      value: (mesh.ns - bare.ns) / 1_000,
      unit: 'us',
      goal: 1,
      limit: bare.ns / 1_000,
      what: "the mesh's own code per call",
      note: 'as a transport over a transport; the limit is the call without a mesh',
    },
    {
      ...lower,
      id: 'route-match-10k-us',
      value: (many.ns - mesh.ns) / 1_000,
      unit: 'us',
      goal: 2,
      what: 'match among 10,000 routes',
      note: 'the last of them; what a call costs more than with one route',
    },
    {
      ...lower,
      id: 'swap-failed-calls',
      value: swaps.wrong,
      unit: 'calls',
      goal: 0,
      what: '1,000 configuration swaps at full load: failed or misrouted calls',
    },
    {
      ...lower,
      id: 'heap-100x10-mb',
      value: own.heapMb,
      unit: 'MB',
      goal: 2,
      what: 'heap for 100 services x 10 endpoints',
    },
  ]
}
