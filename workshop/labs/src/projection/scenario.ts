import { z } from 'zod'
import { draws } from '../stage/draws.ts'

const ms = z.number().int().min(0).max(600_000)
const count = z.number().int().min(1).max(500)
const loan = z.string().regex(/^loan-\d$/)

const fault = z.discriminatedUnion('kind', [
  /** The service dies at its `write`-th write, just before it is stored or just after, and is started again. */
  z.strictObject({
    kind: z.literal('crash'),
    write: count,
    is: z.enum(['before', 'after']),
    for: ms,
  }),
  /** It dies at this time, whatever it does. */
  z.strictObject({ kind: z.literal('kill'), at: ms, for: ms }),
  /** The `read`-th page of the feed begins with events that were delivered before. */
  z.strictObject({ kind: z.literal('again'), read: count, events: count }),
  /** The `read`-th page of the feed is a 503. */
  z.strictObject({ kind: z.literal('fail'), read: count }),
])

const request = z.discriminatedUnion('is', [
  z.strictObject({
    is: z.literal('event'),
    at: ms,
    type: z.enum(['LoanDisbursed', 'PaymentReceived']),
    loan,
    cents: count,
  }),
  z.strictObject({ is: z.literal('query'), at: ms, loan }),
])

export const projectionScenario = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32),
  faults: z.array(fault).max(100),
  requests: z.array(request).max(300),
})

export type ProjectionScenario = z.infer<typeof projectionScenario>
export type ProjectionFault = z.infer<typeof fault>
type ProjectionRequest = z.infer<typeof request>
export type Recorded = Extract<ProjectionRequest, { is: 'event' }>

/** Published on the lab's page. */
const ranges = Object.freeze({
  loans: 4,
  payments: 24,
  queries: 30,
  untilMs: 2_500,
  cents: [1, 400],
  crashes: [2, 5],
  write: [1, 16],
  killAt: [1_200, 2_200],
  downMs: [50, 400],
  again: [1, 4],
  read: [2, 20],
  events: [1, 4],
  fails: 2,
} as const)

/** Loans that are paid back, people who look what is owed, and a service that dies at its writes. */
export function drawScenario(seed: number): ProjectionScenario {
  const { part, whole, pick } = draws(seed, 'projection')
  const loanOf = (use: string, at: number) => `loan-${whole([1, ranges.loans + 1], use, at)}`
  const many = <T>(length: number, draw: (at: number) => T) =>
    Array.from({ length }, (_, at) => draw(at))
  const disbursed = many(
    ranges.loans,
    (at): ProjectionRequest => ({
      ...{ is: 'event', at: whole([0, 200], 'disbursed', at), type: 'LoanDisbursed' },
      ...{ loan: `loan-${at + 1}`, cents: 500 },
    }),
  )
  const payments = many(
    ranges.payments,
    (at): ProjectionRequest => ({
      ...{ is: 'event', at: whole([200, ranges.untilMs], 'paid', at), type: 'PaymentReceived' },
      ...{ loan: loanOf('payer', at), cents: whole(ranges.cents, 'cents', at) },
    }),
  )
  const queries = many(
    ranges.queries,
    (at): ProjectionRequest => ({
      ...{ is: 'query', at: whole([0, ranges.untilMs], 'looked', at), loan: loanOf('of', at) },
    }),
  )
  const crashes = many(
    whole(ranges.crashes, 'crashes'),
    (at): ProjectionFault => ({
      ...{ kind: 'crash', write: whole(ranges.write, 'write', at) },
      ...{ is: pick(['before', 'after'], 'is', at), for: whole(ranges.downMs, 'down', at) },
    }),
  )
  const again = many(
    whole(ranges.again, 'again'),
    (at): ProjectionFault => ({
      ...{ kind: 'again', read: whole(ranges.read, 'read', at) },
      events: whole(ranges.events, 'events', at),
    }),
  )
  const fails = many(
    ranges.fails,
    (at): ProjectionFault => ({ kind: 'fail', read: whole(ranges.read, 'failed', at) }),
  )
  const kill: ProjectionFault = {
    ...{ kind: 'kill', at: whole(ranges.killAt, 'kill'), for: whole(ranges.downMs, 'killed') },
  }
  return {
    seed,
    requests: [...disbursed, ...payments, ...queries].sort((one, other) => one.at - other.at),
    faults: [kill, ...crashes, ...(part('swarm') < 0.8 ? [...again, ...fails] : [])],
  }
}

/** For real time: processes take a while to start, so two deaths are enough. */
export function drawRealScenario(seed: number): ProjectionScenario {
  const { faults, ...rest } = drawScenario(seed)
  const first = faults.find(({ kind }) => kind === 'crash')
  return { ...rest, faults: faults.filter((it) => it.kind !== 'crash' || it === first) }
}
