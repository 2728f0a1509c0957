import { z } from 'zod'
import { draws } from '../stage/draws.ts'

const ms = z.number().int().min(0).max(600_000)
const count = z.number().int().min(1).max(500)
const loan = z.string().regex(/^loan-\d$/)

const fault = z.discriminatedUnion('kind', [
  /** The service dies at its `write`-th write to the disk: before it, with a part of it on the disk, or after it and before it knows. */
  z.strictObject({
    kind: z.literal('crash'),
    write: count,
    is: z.enum(['before', 'torn', 'after']),
    for: ms,
  }),
  /** It dies at this time, whatever it does. */
  z.strictObject({ kind: z.literal('kill'), at: ms, for: ms }),
  /** The letter shop answers its `call`-th call with 503, and posts nothing. */
  z.strictObject({ kind: z.literal('busy'), call: count }),
])

const request = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('pay'), at: ms, ref: count, loan, cents: count }),
  z.strictObject({ is: z.literal('look'), at: ms, loan }),
])

export const rebuildScenario = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32),
  faults: z.array(fault).max(100),
  requests: z.array(request).max(300),
})

export type RebuildScenario = z.infer<typeof rebuildScenario>
export type RebuildFault = z.infer<typeof fault>
export type Payment = Extract<z.infer<typeof request>, { is: 'pay' }>

/** Published on the lab's page. */
const ranges = Object.freeze({
  loans: 4,
  instalments: [3, 7],
  cents: [20, 120],
  apartMs: [0, 30],
  soonMs: [10, 50],
  laterMs: [100, 800],
  untilMs: 3_000,
  crashes: [2, 5],
  write: [1, 22],
  killAt: [800, 2_600],
  downMs: [60, 300],
  busy: 2,
  call: [1, 6],
} as const)

/** Loans that are paid off in instalments, and a service that dies at its writes. */
export function drawScenario(seed: number): RebuildScenario {
  const { whole, pick } = draws(seed, 'rebuild')
  let [ref, look] = [0, 0]
  const payments = Array.from({ length: ranges.loans }, (_, at) =>
    Array.from(
      { length: whole(ranges.instalments, 'instalments', at) },
      // two at a time: borrowers are impatient
      (_, number): Payment => ({
        ...{ is: 'pay', ref: ++ref, loan: `loan-${at + 1}` },
        at:
          whole([0, ranges.untilMs], `paid ${Math.floor(number / 2)}`, at) +
          whole(ranges.apartMs, 'apart', ref),
        cents: whole(ranges.cents, 'cents', ref),
      }),
    ),
  ).flat()
  // people look at what they have just paid
  const looks = payments.flatMap(({ at, loan }) =>
    [ranges.soonMs, ranges.laterMs].map((after, which) => ({
      ...{ is: 'look' as const, loan, at: at + whole(after, `looked ${which}`, ++look) },
    })),
  )
  const crashes = Array.from(
    { length: whole(ranges.crashes, 'crashes') },
    (_, at): RebuildFault => ({
      ...{ kind: 'crash', write: whole(ranges.write, 'write', at) },
      ...{ is: pick(['before', 'torn', 'torn', 'after'], 'is', at) },
      for: whole(ranges.downMs, 'down', at),
    }),
  )
  const busy = Array.from(
    { length: ranges.busy },
    (_, at): RebuildFault => ({ kind: 'busy', call: whole(ranges.call, 'call', at) }),
  )
  const kill: RebuildFault = {
    ...{ kind: 'kill', at: whole(ranges.killAt, 'kill'), for: whole(ranges.downMs, 'killed') },
  }
  return {
    seed,
    requests: [...payments, ...looks].sort((one, other) => one.at - other.at),
    faults: [kill, ...crashes, ...busy],
  }
}

const before = 1_700_000_000_000

/** Of loan-0, which was paid off long ago. */
export const oldPaymentAt = before + 1

/** What each loan is for: its instalments pay it off to the cent. */
export const principalOf = ({ requests }: RebuildScenario, of: string): number =>
  requests.reduce((sum, it) => (it.is === 'pay' && it.loan === of ? sum + it.cents : sum), 0)

/** The log as the service finds it: loans were made, one was paid off and its letter posted, and an older release wrote a word that nobody knows any more. */
export function historyOf(scenario: RebuildScenario): string {
  const loans = new Set(scenario.requests.map(({ loan }) => loan))
  const events = [
    { type: 'LoanDisbursed', loan: 'loan-0', cents: 100, at: before },
    { type: 'PaymentReceived', ref: 0, loan: 'loan-0', cents: 100, at: oldPaymentAt },
    { type: 'AddressChanged', loan: 'loan-0', at: before + 2 },
    { type: 'LetterSent', loan: 'loan-0', at: before + 3 },
    ...[...loans].sort().map((loan, index) => ({
      ...{ type: 'LoanDisbursed', loan },
      // what nobody pays on is never paid off
      cents: principalOf(scenario, loan) || 1,
      at: before + 4 + index,
    })),
  ]
  return events.map((it) => `${JSON.stringify(it)}\n`).join('')
}

/** For real time: processes take a while to start, so two deaths are enough. */
export function drawRealScenario(seed: number): RebuildScenario {
  const { faults, ...rest } = drawScenario(seed)
  const first = faults.find(({ kind }) => kind === 'crash')
  return { ...rest, faults: faults.filter((it) => it.kind !== 'crash' || it === first) }
}
