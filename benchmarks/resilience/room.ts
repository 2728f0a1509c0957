import { inChild } from '../measure/in-child.ts'
import type { Cost } from '../measure/slices.ts'
import { median } from '../measure/statistics.ts'
import type { Figure, Measured } from '../report/figure.ts'
import type { Closed } from './closed.ts'
import type { Composed } from './composed.ts'
import type { Failure } from './failure.ts'
import type { Idle, Kind } from './idle.ts'
import type { Overload } from './overload.ts'
import type { Rejection } from './rejection.ts'

const module = (name: string) => new URL(`./${name}.ts`, import.meta.url)

/** Our breaker and pipeline beside cockatiel, opossum and mollitia, on this machine, in this run. */
export default async function resilience({ quick }: { quick: boolean }): Promise<Measured> {
  const times = quick ? 1 : 5
  const closed = await repeat(times, () => inChild<Closed>(module('closed'), quick))
  const composed = await repeat(times, () => inChild<Composed>(module('composed'), quick))
  const rejection = await repeat(times, () => inChild<Rejection>(module('rejection'), quick))
  const few = await inChild<Failure>(module('failure'), 1e4, quick)
  const many = await inChild<Failure>(module('failure'), quick ? 1e5 : 1e6, quick)
  const [many10k, restMs] = quick ? [2_000, 200] : [10_000, 1_000]
  const idle = {} as Record<Kind, Idle>
  for (const kind of [
    'ours, 100 calls',
    'ours, 10 buckets',
    'cockatiel',
    'opossum',
    'mollitia',
  ] as const)
    idle[kind] = await inChild<Idle>(module('idle'), kind, many10k, restMs)
  const size = await inChild<Record<string, number>>(module('size'))
  const labs = await inChild<Overload>(module('overload'), quick)
  return {
    figures: [
      ...closedFigures(closed),
      ...composedFigures(composed),
      ...rejectionFigures(rejection),
      ...failureFigures(few, many),
      ...idleFigures(idle),
      ...sizeFigures(size),
      ...labs.figures,
    ],
    proof: {
      closed: closed[0]?.proof,
      composed: composed[0]?.proof,
      rejection: rejection[0]?.proof,
      failure: { few: few.proof, many: many.proof },
      overload: labs.proof,
    },
    medians: {
      note: 'ns of one call, tenth percentile of the slices of one process',
      closed: costsOf(closed[0]?.costs),
      composed: costsOf(composed[0]?.costs),
      rejection: costsOf(rejection[0]?.costs),
      failure: { few: costsOf(few.costs), many: costsOf(many.costs) },
      idle,
      size,
    },
  }
}

async function repeat<T>(times: number, run: () => Promise<T>): Promise<T[]> {
  const all: T[] = []
  for (let i = 0; i < times; i++) all.push(await run())
  return all
}

const lower = { better: 'lower' } as const

function closedFigures(runs: readonly Closed[]): Figure[] {
  type Name = keyof Closed['costs']
  const ratio = (name: Name) => median(runs.map(({ costs }) => costs[name].ns / costs.bare.ns))
  const bytes = (name: Name) => median(runs.map((it) => it.bytes[name] ?? Number.NaN))
  const peers = (of: (name: Name) => number) => ({
    cockatiel: of('cockatiel count'),
    opossum: of('opossum'),
    'opossum, lean': of('opossum, no timeout, no percentiles'),
    mollitia: of('mollitia'),
  })
  return [
    {
      id: 'closed-breaker-ratio',
      value: ratio('ours'),
      unit: 'x bare async call',
      goal: 2.6,
      ...lower,
      peers: peers(ratio),
      limit: ratio('one async wrapper'),
      what: 'one successful call through a closed circuit breaker, count window 100; the limit is one async function around the call',
    },
    {
      id: 'closed-breaker-bytes',
      value: bytes('ours'),
      unit: 'B/call',
      goal: 760,
      ...lower,
      peers: peers(bytes),
      limit: bytes('one async wrapper'),
      what: 'heap bytes allocated by the same call',
    },
    {
      id: 'closed-breaker-slow-call-ratio',
      value: ratio('ours, slow calls timed'),
      unit: 'x bare async call',
      goal: 4,
      ...lower,
      peers: {},
      limit: ratio('one async wrapper'),
      what: 'the same with slow-call timing on; no peer but mollitia times calls',
    },
  ]
}

function composedFigures(runs: readonly Composed[]): Figure[] {
  type Name = keyof Composed['costs']
  const ratio = (name: Name, to: Name = 'bare') =>
    median(runs.map(({ costs }) => costs[name].ns / costs[to].ns))
  const bytes = (name: Name) => median(runs.map((it) => it.bytes[name]))
  const peers = (of: (name: Name) => number) => ({
    cockatiel: of('cockatiel'),
    'cockatiel, cooperative': of('cockatiel, cooperative'),
    'opossum, no retry': of('opossum without retry'),
    mollitia: of('mollitia'),
  })
  return [
    {
      id: 'composed-ratio',
      value: ratio('ours'),
      unit: 'x bare async call',
      goal: 5,
      ...lower,
      peers: peers(ratio),
      what: 'retry + breaker + timeout + bulkhead, success at the first attempt; the caller hears of a timeout at once',
    },
    {
      id: 'composed-cooperative-ratio',
      value: ratio('ours, cooperative'),
      unit: 'x bare async call',
      goal: null,
      ...lower,
      peers: { 'cockatiel, cooperative': ratio('cockatiel, cooperative') },
      what: 'the same with a timeout that waits for the work to end',
    },
    {
      id: 'composed-bytes',
      value: bytes('ours'),
      unit: 'B/call',
      goal: 950,
      ...lower,
      peers: peers(bytes),
      what: 'heap bytes of the same',
    },
    {
      id: 'composed-vs-cockatiel',
      value: ratio('cockatiel', 'ours'),
      unit: 'x faster',
      goal: 30,
      better: 'higher',
      peers: {},
      what: "cockatiel's equivalent composition in the same run",
    },
  ]
}

function rejectionFigures(runs: readonly Rejection[]): Figure[] {
  const best = ({ costs }: Rejection) => Math.min(ns(costs, 'cockatiel'), ns(costs, 'opossum'))
  const toBest = (name: string) => median(runs.map((run) => ns(run.costs, name) / best(run)))
  return [
    {
      id: 'rejection-permit-ns',
      value: median(runs.map((it) => it.permitNs)),
      unit: 'ns',
      goal: 60,
      ...lower,
      peers: {},
      what: 'open circuit, tryAcquire and branch',
    },
    {
      id: 'rejection-thrown-vs-best-peer',
      value: toBest('ours'),
      unit: 'x best peer',
      goal: 0.3,
      ...lower,
      peers: {
        cockatiel: toBest('cockatiel'),
        opossum: toBest('opossum'),
        mollitia: toBest('mollitia'),
      },
      limit: toBest('bare, Promise.reject'),
      what: 'open circuit, rejected by exception, against the cheaper of cockatiel and opossum; the limit is a promise rejected with an error made once',
    },
  ]
}

function failureFigures(few: Failure, many: Failure): Figure[] {
  const whole = ({ costs }: Failure, name: string) =>
    ns(costs, `${name} failure`) / ns(costs, `${name} success`)
  const growth = (name: string) => ns(many.costs, name) / ns(few.costs, name)
  return [
    {
      id: 'failure-path-ratio',
      value: ns(many.costs, 'permit failure') / ns(many.costs, 'permit success'),
      unit: 'x success path',
      goal: 2,
      ...lower,
      peers: {},
      what: 'admitting and recording one failing call with 1e6 calls in the window, against a successful one',
      note: 'what JavaScript takes to carry any error through a promise is not in it: failing-call-ratio has the whole call, and as its limit the same call without a breaker',
    },
    {
      id: 'failing-call-ratio',
      value: whole(many, 'ours'),
      unit: 'x success path',
      goal: null,
      ...lower,
      peers: {
        cockatiel: whole(many, 'cockatiel'),
        opossum: ns(many.costs, 'opossum failure') / ns(many.costs, 'opossum success'),
      },
      limit: whole(many, 'bare'),
      what: 'the whole failing call through run, awaited and caught, 1e6 calls in the window',
    },
    {
      id: 'failing-call-growth',
      value: growth('ours failure'),
      unit: 'x',
      goal: null,
      ...lower,
      peers: { cockatiel: growth('cockatiel failure'), opossum: growth('opossum failure') },
      what: 'a failing call with 1e6 calls in the window against 1e4',
    },
  ]
}

function idleFigures(idle: Readonly<Record<Kind, Idle>>): Figure[] {
  const peers = (of: keyof Idle) => ({
    cockatiel: idle.cockatiel[of],
    opossum: idle.opossum[of],
    mollitia: idle.mollitia[of],
  })
  const bytes: Omit<Figure, 'id' | 'value' | 'goal' | 'what'> = {
    unit: 'B',
    ...lower,
    peers: peers('bytes'),
  }
  return [
    {
      id: 'idle-breaker-bytes',
      value: idle['ours, 100 calls'].bytes,
      goal: 600,
      ...bytes,
      what: 'heap per idle breaker, 10,000 of them, window of 100 calls, its ring included',
    },
    {
      id: 'idle-breaker-10-buckets-bytes',
      value: idle['ours, 10 buckets'].bytes,
      goal: null,
      ...bytes,
      what: 'the same with a window of ten seconds in ten buckets',
    },
    {
      id: 'idle-breaker-timers',
      value: idle['ours, 100 calls'].timers + idle['ours, 10 buckets'].timers,
      unit: 'timers',
      goal: 0,
      ...lower,
      peers: peers('timers'),
      what: 'timers set with 10,000 idle breakers, the unreferenced ones included',
    },
    {
      id: 'idle-breaker-cpu',
      value: idle['ours, 100 calls'].cpu,
      unit: 'of one core',
      goal: null,
      ...lower,
      peers: peers('cpu'),
      what: '10,000 idle breakers',
    },
  ]
}

function sizeFigures(size: Readonly<Record<string, number>>): Figure[] {
  const of = (name: string) => size[name] ?? Number.NaN
  const peers = { cockatiel: of('cockatiel'), opossum: of('opossum'), mollitia: of('mollitia') }
  return [
    {
      id: 'core-min-gzip',
      value: of('core'),
      unit: 'B',
      goal: 8192,
      ...lower,
      peers,
      what: 'core entry point, minified and gzipped: breaker, retry, timeout, bulkhead, fallback and pipeline; of the peers everything, which is about the same policies',
    },
    {
      id: 'everything-min-gzip',
      value: of('everything'),
      unit: 'B',
      goal: null,
      ...lower,
      peers,
      what: 'all entry points that run in a browser',
    },
    {
      id: 'four-policies-min-gzip',
      value: of('four'),
      unit: 'B',
      goal: null,
      ...lower,
      peers: {},
      what: 'a bundle that imports retry, breaker, timeout, bulkhead and the pipeline',
    },
    {
      id: 'breaker-min-gzip',
      value: of('breaker'),
      unit: 'B',
      goal: null,
      ...lower,
      peers: {},
      what: 'a bundle that imports the circuit breaker alone',
    },
  ]
}

const ns = (costs: Readonly<Record<string, Cost>>, name: string) => costs[name]?.ns ?? Number.NaN

const costsOf = (costs: Readonly<Record<string, Cost>> = {}) =>
  Object.fromEntries(Object.entries(costs).map(([name, cost]) => [name, Math.round(cost.ns)]))
