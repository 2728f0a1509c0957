import { durationBounds } from '@watertight/mesh'
import type { EdgeView, EndpointView } from '../views/service-view.ts'
import type { MeshAnswer, SeriesAnswer } from './answers.ts'

type EndpointAnswer = MeshAnswer['clusters'][number]['endpoints'][number]

/** What a caller had counted about one destination at a moment. */
interface Counted {
  readonly total: number
  readonly failed: number
  readonly buckets: readonly number[]
}

interface Sample {
  readonly at: number
  readonly to: ReadonlyMap<string, Counted>
}

/** Figures are of the requests since then. */
const windowMs = 10_000

/** Makes rates of one caller's growing counters, looked at now and then. A caller that was started again begins anew. */
export class EdgeFigures {
  readonly #from: string
  #samples: Sample[] = []

  constructor(from: string) {
    this.#from = from
  }

  /** `now` in ms, as it passes. */
  record(now: number, { requests, clusters }: MeshAnswer): readonly EdgeView[] {
    const sample = { at: now, to: countedBy(requests) }
    const last = this.#samples.at(-1)
    if (last !== undefined && total(sample) < total(last)) this.#samples = []
    this.#samples.push(sample)
    while ((this.#samples[1]?.at ?? now) <= now - windowMs) this.#samples.shift()
    const [first = sample] = this.#samples
    const seconds = (now - first.at) / 1_000
    const endpoints = Map.groupBy(clusters, ({ cluster }) => serviceOf(cluster))
    const named = new Set([...sample.to.keys(), ...endpoints.keys()])
    return [...named].sort().map((to) => ({
      ...{ from: this.#from, to, isCalled: (sample.to.get(to)?.total ?? 0) > 0 },
      ...figures(sample.to.get(to), first.to.get(to), seconds),
      endpoints: merged((endpoints.get(to) ?? []).flatMap((one) => one.endpoints)),
    }))
  }
}

function countedBy(requests: readonly SeriesAnswer[]): ReadonlyMap<string, Counted> {
  const to = new Map<string, Counted>()
  for (const { labels, istio_requests_total, istio_request_duration_milliseconds } of requests) {
    const name = serviceOf(labels.destination_service)
    const known = to.get(name) ?? { total: 0, failed: 0, buckets: [] }
    const code = Number(labels.response_code)
    const isFailure = code === 0 || code >= 500
    const { buckets } = istio_request_duration_milliseconds
    to.set(name, {
      total: known.total + istio_requests_total,
      failed: known.failed + (isFailure ? istio_requests_total : 0),
      buckets: buckets.map((count, i) => count + (known.buckets[i] ?? 0)),
    })
  }
  return to
}

const total = ({ to }: Sample) => [...to.values()].reduce((sum, one) => sum + one.total, 0)

/** A host, and a cluster's key that begins with it, is ratings: `ratings.streaming.svc.cluster.local|80|v1`. */
const serviceOf = (host: string): string => host.split('.')[0] ?? host

/** An endpoint of several subsets is one, and ejected where any of them ejects it. */
function merged(endpoints: readonly EndpointAnswer[]): readonly EndpointView[] {
  const same = Map.groupBy(endpoints, ({ endpoint }) => endpoint)
  return [...same].map(([address, all]) => ({
    address,
    active: all.reduce((sum, one) => sum + one.active, 0),
    isEjected: all.some((one) => one.isEjected),
    ejections: all.reduce((sum, one) => sum + one.ejections, 0),
  }))
}

function figures(now: Counted | undefined, then: Counted | undefined, seconds: number) {
  const requests = (now?.total ?? 0) - (then?.total ?? 0)
  if (now === undefined || requests <= 0 || seconds <= 0) return { rate: 0, failing: 0 }
  const failed = now.failed - (then?.failed ?? 0)
  const buckets = now.buckets.map((count, i) => count - (then?.buckets[i] ?? 0))
  return {
    rate: tenths(requests / seconds),
    failing: Math.round((1_000 * failed) / requests) / 1_000,
    ...{ p50: quantile(buckets, 0.5), p99: quantile(buckets, 0.99) },
  }
}

const tenths = (n: number) => Math.round(n * 10) / 10

/** In a histogram that counts all up to each bound, straight between two of them, as Prometheus does. */
export function quantile(cumulative: readonly number[], share: number): number {
  const rank = share * (cumulative.at(-1) ?? 0)
  const at = cumulative.findIndex((count) => count >= rank)
  const upper = durationBounds[at] ?? (durationBounds.at(-1) as number)
  const lower = at <= 0 ? 0 : (durationBounds[at - 1] as number)
  const before = cumulative[at - 1] ?? 0
  const inside = (cumulative[at] ?? 0) - before
  return tenths(inside === 0 ? upper : lower + ((upper - lower) * (rank - before)) / inside)
}
