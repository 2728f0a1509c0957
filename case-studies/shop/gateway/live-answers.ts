import { z } from 'zod'
import type { BreakerState, FaultMode } from './live-state.ts'

// What the services answer, as far as the page needs it.

const judged = { calls: z.number(), failures: z.number(), slow: z.number() }

const breaker: z.ZodType<BreakerState> = z.object({
  state: z.enum(['closed', 'open', 'half-open']),
  window: z.object({ ...judged, failureRate: z.number(), slowRate: z.number() }),
  thresholds: z.object({ failureRate: z.number(), slowRate: z.number(), minimumCalls: z.number() }),
  probes: z
    .object({
      step: z.number(),
      steps: z.number(),
      permits: z.number(),
      done: z.number(),
      failures: z.number(),
      slow: z.number(),
    })
    .nullable()
    .default(null),
  retryAfterMs: z.number(),
  trips: z.number(),
  rejected: z.number(),
  lastTrip: z
    .object({ ...judged, reason: z.string() })
    .nullable()
    .default(null),
})

export const statusAnswer = z.object({
  head: z.number().optional(),
  feeds: z
    .record(
      z.string(),
      z.object({ position: z.number(), connected: z.boolean(), refused: z.number() }),
    )
    .default({}),
})

/** By name. */
export const breakersAnswer = z.object({ 'card-network': breaker.optional() })

export const orderFiguresAnswer = z.object({
  orders: z.number(),
  awaitingPayment: z.number(),
  confirmed: z.number(),
  declined: z.number(),
})

export const paymentFiguresAnswer = z.object({
  authorisedValue: z.string(),
  pending: z.number(),
  refundsPending: z.number(),
})

export const ordersAnswer = z.object({
  orders: z.array(
    z.object({
      number: z.string(),
      customer: z.string().nullable(),
      country: z.string(),
      state: z.string(),
      placedAt: z.string(),
      lines: z.number(),
      total: z.string(),
      currency: z.string(),
    }),
  ),
})

export const historyAnswer = z.object({
  events: z.array(z.object({ type: z.string(), at: z.string(), position: z.number() })),
})

export const faultAnswer = z.object({
  mode: z.enum([
    'none',
    'fail',
    'hang',
    'slow',
    'answer-twice',
    'lose-answer',
    'refuse',
  ] satisfies FaultMode[]),
})
