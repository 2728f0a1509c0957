import { z } from 'zod'
import { draws } from '../stage/draws.ts'

const ms = z.number().int().min(0).max(600_000)
const quantity = z.number().int().min(1).max(1_000)
const order = z.string().regex(/^\d{6}$/)
const sku = z.enum(['22086', '85123A', '71053'])

const fault = z.discriminatedUnion('kind', [
  /** Right after the log was read for the `read`-th time, another process records a loss. */
  z.strictObject({
    kind: z.literal('race'),
    sku,
    read: z.number().int().min(1).max(500),
    quantity,
  }),
  /** What is first appended for the order is stored, and no answer comes. */
  z.strictObject({ kind: z.literal('lost'), order }),
])

const request = z.strictObject({ at: ms, order, sku, quantity })

export const revisionScenario = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32),
  /** What is on the shelves at first. */
  stock: z.record(sku, quantity),
  faults: z.array(fault).max(100),
  requests: z.array(request).max(200),
})

export type RevisionScenario = z.infer<typeof revisionScenario>
export type RevisionFault = z.infer<typeof fault>
export type ReserveRequest = z.infer<typeof request>

/** Published on the lab's page. */
const ranges = Object.freeze({
  groups: 6,
  inGroup: [3, 6],
  everyMs: 400,
  quantity: [1, 6],
  stock: [14, 26],
  again: 0.3,
  againMs: [1, 600],
  lost: 0.1,
  races: 4,
  read: [1, 12],
  loss: [2, 7],
} as const)

/** Orders that come together for goods that are few; some are sent again, some answers are lost, and the warehouse counts meanwhile. */
export function drawScenario(seed: number): RevisionScenario {
  const { part, whole, pick } = draws(seed, 'expected-revision')
  const orders = Array.from({ length: ranges.groups }, (_, group) => {
    const of = pick(sku.options, 'sku', group)
    return Array.from({ length: whole(ranges.inGroup, 'many', group) }, () => ({ group, of }))
  })
    .flat()
    .map(
      ({ group, of }, at): ReserveRequest => ({
        at: group * ranges.everyMs + whole([0, 12], 'moment', at),
        order: String(536_365 + at),
        sku: of,
        quantity: whole(ranges.quantity, 'quantity', at),
      }),
    )
  const again = orders.flatMap((it, at) =>
    part('again', at) < ranges.again
      ? [{ ...it, at: it.at + whole(ranges.againMs, 'later', at) }]
      : [],
  )
  const races = Array.from(
    { length: ranges.races },
    (_, at): RevisionFault => ({
      kind: 'race',
      sku: pick(sku.options, 'raced', at),
      read: whole(ranges.read, 'read', at),
      quantity: whole(ranges.loss, 'loss', at),
    }),
  )
  const lost = orders.flatMap(({ order }, at): readonly RevisionFault[] =>
    part('lost', at) < ranges.lost ? [{ kind: 'lost', order }] : [],
  )
  const [first, second, third] = sku.options.map((_, at) => whole(ranges.stock, 'stock', at))
  return {
    seed,
    stock: { '22086': first ?? 1, '85123A': second ?? 1, '71053': third ?? 1 },
    requests: [...orders, ...again].sort((one, other) => one.at - other.at),
    faults: [...races, ...lost],
  }
}
