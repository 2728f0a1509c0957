import type { AdaptiveLimit } from '../adaptive-limit/adaptive-limit.ts'
import type { Bulkhead } from '../bulkhead/bulkhead.ts'
import type { Cache } from '../cache/cache.ts'
import type { CircuitBreaker } from '../circuit-breaker/circuit-breaker.ts'
import type { Fallback } from '../fallback/fallback.ts'
import type { Hedge } from '../hedge/hedge.ts'
import type { Pipeline, PipelineSnapshot } from '../pipeline/pipeline.ts'
import type { RateLimiter } from '../rate-limiter/rate-limiter.ts'
import type { RetryBudget } from '../retry-budget/retry-budget.ts'
import type { Throttle } from '../throttle/throttle.ts'

type Kinds = {
  'circuit breaker': CircuitBreaker
  bulkhead: Bulkhead
  'adaptive limit': AdaptiveLimit
  'rate limiter': RateLimiter
  throttle: Throttle
  'retry budget': RetryBudget
  hedge: Hedge
  fallback: Fallback
  cache: Cache
  pipeline: Pipeline & { readonly kind: 'pipeline' }
}

/** What has figures: a pipeline, with the policies in it, or a policy alone. */
export type Source = Kinds[Exclude<keyof Kinds, 'pipeline'>] | Pipeline

export interface Instrument {
  readonly name: string
  /** A counter; otherwise a gauge. */
  readonly counts: boolean
  readonly unit: string
  readonly description: string
}

export interface Point {
  readonly metric: string
  readonly value: number
  readonly attributes: Record<string, string>
}

type Reading<S> = Omit<Instrument, 'name'> & {
  /** One value, or one for each value of the attribute, or nothing yet. */
  read(snapshot: S): number | undefined | Readonly<Record<string, number>>
  /** The attribute that tells several values apart. */
  readonly by?: string
}

type Readings<K extends keyof Kinds> = Readonly<
  Record<string, Reading<ReturnType<Kinds[K]['snapshot']>>>
>

function counter<S>(
  unit: string,
  description: string,
  read: Reading<S>['read'],
  by?: string,
): Reading<S> {
  return { counts: true, unit, description, read, ...(by !== undefined && { by }) }
}

function gauge<S>(
  unit: string,
  description: string,
  read: Reading<S>['read'],
  by?: string,
): Reading<S> {
  return { counts: false, unit, description, read, ...(by !== undefined && { by }) }
}

const rejections = <S extends { readonly rejected: number }>(): Reading<S> =>
  counter('{call}', 'Calls refused', ({ rejected }) => rejected)

const all: { readonly [K in keyof Kinds]: Readings<K> } = {
  pipeline: {
    runs: counter('{run}', 'Calls of run and tryRun', ({ runs }) => runs),
    attempts: counter(
      '{attempt}',
      'Attempts that ended, by outcome',
      ({ success, failure, slow, ignored, refused }) => ({
        success,
        failure,
        slow,
        ignored,
        refused,
      }),
      'outcome',
    ),
    retries: counter('{attempt}', 'Attempts after the first', ({ retries }) => retries),
    'retries.unpaid': counter(
      '{attempt}',
      'Retries the budget did not pay for',
      ({ unpaid }) => unpaid,
    ),
  },
  'circuit breaker': {
    state: gauge(
      '1',
      '1 for the state it is in, 0 for the others',
      ({ state }) => ({
        closed: Number(state === 'closed'),
        open: Number(state === 'open'),
        'half-open': Number(state === 'half-open'),
      }),
      'state',
    ),
    'window.calls': gauge('{call}', 'Calls in the window', ({ window }) => window.calls),
    failure_rate: gauge('1', 'Share that failed', ({ window }) => window.failureRate),
    slow_rate: gauge('1', 'Share that was slow', ({ window }) => window.slowRate),
    calls: counter(
      '{call}',
      'Results, by outcome',
      ({ successes, failures, ignored, late }) => ({
        success: successes,
        failure: failures,
        ignored,
        late,
      }),
      'outcome',
    ),
    slow: counter('{call}', 'Results that were slow, failed or not', ({ slow }) => slow),
    rejections: rejections(),
    trips: counter('{trip}', 'Times it opened', ({ trips }) => trips),
  },
  bulkhead: {
    running: gauge('{call}', 'Calls that hold a place', ({ running }) => running),
    waiting: gauge('{call}', 'Calls in the line', ({ waiting }) => waiting),
    rejections: rejections(),
    left: counter('{call}', 'Calls whose caller left the line', ({ left }) => left),
  },
  'adaptive limit': {
    in_flight: gauge('{call}', 'Calls that run', ({ inFlight }) => inFlight),
    limit: gauge('{call}', 'Calls that may run', ({ limit }) => limit),
    rejections: rejections(),
  },
  'rate limiter': {
    available: gauge(
      '{call}',
      'Calls that would be admitted at once',
      ({ available }) => available,
    ),
    admissions: counter('{call}', 'Calls admitted', ({ admitted }) => admitted),
    rejections: rejections(),
  },
  throttle: {
    refusal: gauge('1', 'Share that is refused now', ({ refusal }) => refusal),
    'window.requests': gauge('{call}', 'Calls asked for in the window', ({ requests }) => requests),
    'window.accepts': gauge('{call}', 'Calls accepted in the window', ({ accepts }) => accepts),
    rejections: rejections(),
  },
  'retry budget': {
    balance: gauge(
      '{attempt}',
      'Extra attempts that the window pays for',
      ({ balance }) => balance,
    ),
    extras: gauge('{attempt}', 'Extra attempts in flight', ({ extras }) => extras),
    withdrawals: counter(
      '{attempt}',
      'Extra attempts asked for, by answer',
      ({ granted, refused }) => ({ granted, refused }),
      'answer',
    ),
  },
  hedge: {
    calls: counter('{call}', 'Calls', ({ calls }) => calls),
    attempts: counter('{attempt}', 'Attempts beside the first', ({ hedges }) => hedges),
    won: counter('{attempt}', 'Those of them that gave the answer', ({ won }) => won),
    delay: gauge(
      's',
      'When an attempt is late',
      ({ delayMs }) => delayMs && Number((delayMs / 1000).toPrecision(6)),
    ),
  },
  fallback: {
    calls: counter('{call}', 'Calls', ({ calls }) => calls),
    used: counter('{call}', 'Calls it answered', ({ used }) => used),
  },
  cache: {
    entries: gauge('{entry}', 'Entries held, fresh or not', ({ entries }) => entries),
    flights: gauge('{call}', 'Calls that fill an entry', ({ flights }) => flights),
    lookups: counter(
      '{call}',
      'Calls, by what answered them',
      ({ hits, stale, misses, joined }) => ({ hit: hits, stale, miss: misses, joined }),
      'result',
    ),
    evictions: counter('{entry}', 'Entries that gave way', ({ evicted }) => evicted),
  },
}

const prefix = (kind: string) => `watertight.resilience.${kind.replace(' ', '_')}`

/** Every metric there is. */
export const instruments: readonly Instrument[] = Object.entries(all).flatMap(([kind, group]) =>
  Object.entries(group as Readings<keyof Kinds>).map(([name, { counts, unit, description }]) => ({
    name: `${prefix(kind)}.${name}`,
    counts,
    unit,
    description,
  })),
)

/** The figures of these sources now. What two pipelines share is read once. */
export function readings(sources: Iterable<Source>): Point[] {
  const points = new Map<string, Point[]>()
  const read = (kind: string, snapshot: object, name: string) => {
    const group = all[kind as keyof Kinds] as Readings<keyof Kinds> | undefined
    // a policy of the application's own has figures that nobody here knows
    if (group !== undefined && !points.has(`${kind} ${name}`))
      points.set(`${kind} ${name}`, [...pointsOf(kind, group, snapshot, name)])
  }
  for (const source of sources) {
    const snapshot = source.snapshot()
    if ('kind' in source) read(source.kind, snapshot, source.name)
    else {
      read('pipeline', snapshot, source.name)
      for (const inner of (snapshot as PipelineSnapshot).policies)
        read(inner.kind, inner.snapshot, (inner.snapshot as { name: string }).name)
    }
  }
  return [...points.values()].flat()
}

function* pointsOf(
  kind: string,
  group: Readings<keyof Kinds>,
  snapshot: object,
  name: string,
): Iterable<Point> {
  for (const [metric, { read, by }] of Object.entries(group)) {
    const found = read(snapshot as never)
    const values = typeof found === 'object' ? found : { '': found }
    for (const [which, value] of Object.entries(values))
      if (value !== undefined && Number.isFinite(value))
        yield {
          metric: `${prefix(kind)}.${metric}`,
          value,
          attributes: by === undefined ? { name } : { name, [by]: which },
        }
  }
}
