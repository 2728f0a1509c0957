import { z } from 'zod'
import { draws } from '../stage/draws.ts'

const ms = z.number().int().min(0).max(600_000)
const order = z.string().regex(/^\d{6}$/)

const fault = z.discriminatedUnion('kind', [
  /** The first tries of an order: `refused` is answered 503 and nothing is charged; `lost` is charged, and no answer comes. */
  z.strictObject({
    kind: z.literal('blip'),
    order,
    how: z.enum(['refused', 'lost']),
    times: z.number().int().min(1).max(5),
  }),
  /** Every charge is answered 503; with `retryAfterS` it says when to come again. */
  z.strictObject({
    kind: z.literal('outage'),
    at: ms,
    for: ms,
    retryAfterS: z.number().int().min(1).max(10).optional(),
  }),
])

const request = z.strictObject({
  at: ms,
  order,
  pence: z.number().int().min(1).max(1_000_000),
  waitMs: ms,
  /** Whether the card is good for it. */
  isCovered: z.boolean(),
})

export const retryScenario = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32),
  faults: z.array(fault).max(100),
  requests: z.array(request).max(200),
})

export type RetryScenario = z.infer<typeof retryScenario>
export type RetryFault = z.infer<typeof fault>
export type ChargeRequest = z.infer<typeof request>

/** Published on the lab's page. */
const ranges = Object.freeze({
  orders: 60,
  untilMs: 9_000,
  kits: [1, 12],
  waitMs: [2_500, 4_500],
  blips: 0.15,
  declined: 0.1,
  outageAt: [5_500, 6_500],
  outageMs: [2_000, 3_000],
  retryAfterS: [1, 3],
} as const)

/** Orders to be charged; some meet a blip on the way, and late in the run nothing goes for a while. */
export function drawScenario(seed: number): RetryScenario {
  const { part, whole, pick } = draws(seed, 'retry')
  const requests = Array.from({ length: ranges.orders }, (_, at) => ({
    at: whole([0, ranges.untilMs], 'at', at),
    order: String(536_365 + at),
    // paper chain kits at 2.55: amounts tell no order from another
    pence: 255 * whole(ranges.kits, 'kits', at),
    waitMs: whole(ranges.waitMs, 'wait', at),
    isCovered: part('covered', at) >= ranges.declined,
  })).sort((one, other) => one.at - other.at)
  const blips = requests.flatMap(({ order }, at): readonly RetryFault[] => {
    if (part('blip', at) >= ranges.blips) return []
    const how = pick(['refused', 'refused', 'lost'] as const, 'how', at)
    return [{ kind: 'blip', order, how, times: how === 'lost' ? 1 : whole([1, 3], 'times', at) }]
  })
  const outage: RetryFault = {
    ...{ kind: 'outage', at: whole(ranges.outageAt, 'outage'), for: whole(ranges.outageMs, 'for') },
    ...(part('says') < 0.5 && { retryAfterS: whole(ranges.retryAfterS, 'after') }),
  }
  return { seed, requests, faults: [...blips, outage] }
}

/** For real time: the same in fewer orders and seconds. */
export function drawRealScenario(seed: number): RetryScenario {
  const { requests, faults, ...rest } = drawScenario(seed)
  const sooner = (time: number) => Math.floor(time / 3)
  const few = requests.slice(0, 40).map((it) => ({ ...it, at: sooner(it.at), waitMs: 2_500 }))
  const known = new Set(few.map(({ order }) => order))
  return {
    ...rest,
    requests: few,
    faults: faults
      .filter((it) => it.kind === 'outage' || known.has(it.order))
      .map((it) => (it.kind === 'outage' ? { ...it, at: sooner(it.at), for: sooner(it.for) } : it)),
  }
}
