import { z } from 'zod'
import { draws } from '../stage/draws.ts'

const ms = z.number().int().min(0).max(600_000)
const borrower = z.string().regex(/^b\d$/)
const ref = z.number().int().min(1).max(10_000)
/** As JSON carries money: a decimal in a string. */
const amount = z.string().regex(/^-?\d{1,6}\.\d\d$/)

const command = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('open'), ref, limit: amount }),
  z.strictObject({ is: z.enum(['draw', 'repay']), ref, amount }),
  z.strictObject({ is: z.literal('schedule'), ref, count: z.number().int().min(1).max(60) }),
  z.strictObject({ is: z.literal('close'), ref }),
])

/** What the risk department is: it blocks a borrower for a while, or takes its time. */
const fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('blocked'), borrower, at: ms, for: ms }),
  z.strictObject({ kind: z.literal('slow'), at: ms, for: ms, ms }),
])

const request = z.strictObject({
  at: ms,
  borrower,
  /** One for itself, or an import: all of them or none. */
  isImport: z.boolean(),
  commands: z.array(command).min(1).max(6),
})

export const aggregateScenario = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32),
  faults: z.array(fault).max(20),
  requests: z.array(request).max(200),
})

export type AggregateScenario = z.infer<typeof aggregateScenario>
export type CreditRequest = z.infer<typeof request>
export type Command = z.infer<typeof command>

/** Published on the lab's page. */
const ranges = Object.freeze({
  borrowers: 3,
  limits: ['0.30', '60.60', '100.00'],
  amounts: ['0.10', '0.20', '10.10', '20.20', '33.33', '60.60'],
  negative: 0.15,
  requests: 36,
  untilMs: 4_000,
  again: 3,
  slowMs: [60, 200],
  faultMs: [500, 1_500],
} as const)

/** Borrowers who draw and pay back, one command at a time and by import; some at the same moment, some that must be refused. */
export function drawScenario(seed: number): AggregateScenario {
  const { part, whole, pick } = draws(seed, 'aggregate')
  let last = 0
  const commandOf = (at: number): Command => {
    const ref = ++last
    const kind = part('kind', ref)
    const taken = pick(ranges.amounts, 'amount', ref)
    if (kind < 0.45)
      return { is: 'draw', ref, amount: part('sign', ref) < ranges.negative ? `-${taken}` : taken }
    if (kind < 0.75)
      return { is: 'repay', ref, amount: part('sign', ref) < ranges.negative ? `-${taken}` : taken }
    if (kind < 0.9) return { is: 'schedule', ref, count: whole([2, 13], 'count', ref) }
    return at > ranges.untilMs / 2 ? { is: 'close', ref } : { is: 'draw', ref, amount: '0.10' }
  }
  const requests: CreditRequest[] = Array.from({ length: ranges.borrowers }, (_, at) => ({
    ...{ at: at * 40, borrower: `b${at + 1}`, isImport: false },
    commands: [{ is: 'open', ref: ++last, limit: pick(ranges.limits, 'limit', at) }],
  }))
  for (let made = 0; made < ranges.requests; made++) {
    const at = whole([300, ranges.untilMs], 'at', made)
    const borrower = `b${whole([1, ranges.borrowers + 1], 'borrower', made)}`
    const isImport = part('import', made) < 0.25
    const many = isImport ? whole([2, 5], 'many', made) : 1
    const commands = Array.from({ length: many }, () => commandOf(at))
    requests.push({ at, borrower, isImport, commands })
    // some click twice
    if (part('twice', made) < 0.25)
      requests.push({ at: at + 1, borrower, isImport: false, commands: [commandOf(at)] })
  }
  requests.push(
    ...Array.from(
      { length: ranges.again },
      (_, at): CreditRequest => ({
        ...{
          at: whole([300, ranges.untilMs], 'again', at),
          borrower: `b${at + 1}`,
          isImport: false,
        },
        commands: [{ is: 'open', ref: ++last, limit: '100.00' }],
      }),
    ),
  )
  const span = (use: string) => ({
    at: whole([300, ranges.untilMs - 1_000], use),
    for: whole(ranges.faultMs, `${use} for`),
  })
  return {
    seed,
    requests: requests.sort((one, other) => one.at - other.at),
    faults: [
      { kind: 'slow', ...span('slow'), ms: whole(ranges.slowMs, 'by') },
      { kind: 'blocked', ...span('blocked'), borrower: `b${whole([1, 4], 'who')}` },
    ],
  }
}
