import { inChild } from '../measure/in-child.ts'
import type { Figure, Measured } from '../report/figure.ts'
import type { OwnCode } from './own-code.ts'
import type { Swaps } from './swaps.ts'

const module = (name: string) => new URL(`./${name}.ts`, import.meta.url)

/** The mesh's own code, its memory, and configuration swaps under load. */
export default async function meshRoom({ quick }: { quick: boolean }): Promise<Measured> {
  const own = await inChild<OwnCode>(module('own-code'), quick)
  const swaps = await inChild<Swaps>(module('swaps'))
  const { bare, mesh, 'mesh, 10,000 routes': many } = own.costs
  const lower = { better: 'lower', peers: {} } as const
  const figures: Figure[] = [
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
      note: 'the last of them, one after the other',
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
  return { figures, proof: { swaps, own: own.proof }, medians: own.costs }
}
