import { type Mesh, mesh, type Snapshot } from '@watertight/mesh'
import { type Ports, reply, seededRandom, type Transport } from '@watertight/ports'
import { systemClock } from '@watertight/ports/node'
import { type Cost, takeTurns } from '../measure/slices.ts'
import { cluster, endpoints, route, snapshot } from './rules.ts'

export interface OwnCode {
  readonly costs: Readonly<Record<'bare' | 'mesh' | 'mesh, 10,000 routes', Cost>>
  readonly heapMb: number
  readonly proof: Readonly<Record<string, unknown>>
}

const answer = reply(200, 'ok')
/** Answers at once: what is left is the mesh's own code. */
const nothing: Transport = {
  isPublic: false,
  call: async () => answer,
  open: () => Promise.reject(new Error('not measured')),
  serve: () => Promise.reject(new Error('not measured')),
}
const ports: Pick<Ports, 'clock' | 'random' | 'transport' | 'log'> = {
  clock: systemClock,
  random: seededRandom(1),
  transport: nothing,
  log: () => {},
}

/** The mesh over a transport that answers at once, and what it keeps for 100 services. */
export default async function ownCode(quick: boolean): Promise<OwnCode> {
  const one = cluster('reviews', endpoints(3))
  const last = Array.from({ length: 10_000 }, (_, i) => route(one, `/api/${i}/`))
  const few = mesh({ ports, snapshot: snapshot('few', { reviews: [route(one)] }, [one]) })
  const many = mesh({ ports, snapshot: snapshot('many', { reviews: last }, [one]) })
  const call = (transport: Transport, path: string) => () =>
    transport.call({
      to: 'reviews',
      method: 'GET',
      path,
      headers: { accept: 'application/json' },
      deadline: Number.POSITIVE_INFINITY,
    })
  const cases = {
    bare: call(nothing, '/'),
    mesh: call(few.transport, '/'),
    'mesh, 10,000 routes': call(many.transport, '/api/9999/x'),
  }
  // on a busy machine no time makes the compiler ready, but calls do
  for (const one of Object.values(cases))
    for (let i = 0; i < (quick ? 20_000 : 300_000); i++) await one()
  const costs = await takeTurns(
    cases,
    // slices that a busy scheduler leaves whole
    { rounds: quick ? 50 : 500, sliceMs: 2, warmUpMs: 200 },
  )
  const proof = { few: few.stats(), many: many.stats().requests }
  few.stop()
  many.stop()
  const { bytes, idle } = heapOf(hundred())
  idle.stop()
  return { costs, heapMb: bytes / 2 ** 20, proof }
}

/** 100 services of 10 endpoints. */
function hundred(): Snapshot {
  const all = Array.from({ length: 100 }, (_, i) => cluster(`service-${i}`, endpoints(10)))
  const hosts = Object.fromEntries(all.map((one) => [one.host, [route(one)]]))
  return snapshot('hundred', hosts, all)
}

function heapOf(rules: Snapshot): { bytes: number; idle: Mesh } {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const idle = mesh({ ports, snapshot: rules })
  globalThis.gc?.()
  return { bytes: process.memoryUsage().heapUsed - before, idle }
}
