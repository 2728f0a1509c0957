import { z } from 'zod'

// What services say of themselves, as far as the console shows it. Whatever else they say is theirs.

const counts = { calls: z.number(), failures: z.number(), slow: z.number() }

export const breakerAnswer = z.object({
  name: z.string(),
  state: z.enum(['closed', 'open', 'half-open']),
  mode: z.string(),
  inStateMs: z.number(),
  retryAfterMs: z.number(),
  window: z.object({
    ...counts,
    kind: z.string(),
    failureRate: z.number(),
    slowRate: z.number(),
    size: z.number().optional(),
    ms: z.number().optional(),
  }),
  thresholds: z.object({
    failureRate: z.number(),
    slowRate: z.number(),
    slowAfterMs: z.number().optional(),
    minimumCalls: z.number(),
  }),
  probes: z
    .object({
      ...{ step: z.number(), steps: z.number(), permits: z.number(), pending: z.number() },
      ...{ done: z.number(), failures: z.number(), slow: z.number() },
    })
    .optional(),
  trips: z.number(),
  rejected: z.number(),
  lastTrip: z
    .object({ ...counts, reason: z.string(), agoMs: z.number(), openMs: z.number() })
    .optional(),
})
export type BreakerAnswer = z.infer<typeof breakerAnswer>

const series = z.object({
  labels: z.object({
    destination_service: z.string(),
    response_code: z.string(),
  }),
  istio_requests_total: z.number(),
  istio_request_duration_milliseconds: z.object({ buckets: z.array(z.number()) }),
})
export type SeriesAnswer = z.infer<typeof series>

export const meshAnswer = z.object({
  requests: z.array(series),
  clusters: z.array(
    z.object({
      cluster: z.string(),
      endpoints: z.array(
        z.object({
          endpoint: z.string(),
          active: z.number(),
          isEjected: z.boolean(),
          ejections: z.number(),
        }),
      ),
    }),
  ),
})
export type MeshAnswer = z.infer<typeof meshAnswer>

export const statusAnswer = z.object({
  head: z.number().optional(),
  feeds: z
    .record(
      z.string(),
      z.object({
        position: z.number(),
        connected: z.boolean(),
        parked: z.number().default(0),
      }),
    )
    .default({}),
  automations: z.record(z.string(), z.unknown()).default({}),
  processes: z.record(z.string(), z.unknown()).default({}),
  /** A gateway's, which has no `/mesh`. */
  mesh: meshAnswer.optional(),
})
export type StatusAnswer = z.infer<typeof statusAnswer>

/** By name. */
export const breakersAnswer = z.record(z.string(), breakerAnswer)

export const faultsAnswer = z.array(
  z.looseObject({ is: z.string() }) as z.ZodType<{ is: string; [name: string]: string | number }>,
)

export const trafficAnswer = z.object({
  paused: z.boolean(),
  perMinute: z.number(),
  failing: z.string().nullish(),
})

/** What the paths of a batch are answered, in their order. */
export const batchAnswer = z.array(
  z
    .object({ status: z.number(), etag: z.string().optional(), body: z.string().optional() })
    .nullable(),
)
