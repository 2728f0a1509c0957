import { chance } from '@watertight/ports'
import { z } from 'zod'
import { draws } from '../stage/draws.ts'

const service = z.enum(['ratings', 'recommendations'])
const ms = z.number().int().min(0).max(600_000)

const fault = z.strictObject({
  /** `fail`: every call is answered 500. `stall`: none is answered. `blip`: the first call from then on is answered 500, and no other. */
  kind: z.enum(['fail', 'stall', 'blip']),
  service,
  at: ms,
  for: ms,
})

const request = z.strictObject({
  at: ms,
  viewer: z.string().regex(/^v\d{1,4}$/),
  /** Of somebody new recommendations know nothing: 404. */
  isNew: z.boolean(),
  /** When the viewer is gone again. */
  leavesMs: ms.optional(),
})

export const breakerScenario = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32),
  faults: z.array(fault).max(20),
  requests: z.array(request).max(200),
})

export type BreakerScenario = z.infer<typeof breakerScenario>
export type BreakerFault = z.infer<typeof fault>
export type PageRequest = z.infer<typeof request>
export type Upstream = z.infer<typeof service>

/** Published on the lab's page. */
const ranges = Object.freeze({
  everyMs: [90, 130],
  untilMs: 10_000,
  /** Ten viewers in a row who leave, and later ten who are new. */
  leaversAt: 800,
  newAt: 2_200,
  row: 10,
  leavesMs: [8, 14],
  outageAt: [3_600, 4_200],
  outageMs: [3_000, 3_600],
  leavers: 0.3,
  burst: 12,
} as const)

/** Pages at a steady pace. First something harmless: one failure, viewers who leave, viewers who are new. Then an outage of one of the two, with pages at the same pace or with silence and many at once. */
export function drawScenario(seed: number): BreakerScenario {
  const { part, whole, pick } = draws(seed, 'circuit-breaker')
  const outage: BreakerFault = {
    kind: pick(['fail', 'stall'], 'kind'),
    service: pick(service.options, 'service'),
    at: whole(ranges.outageAt, 'at'),
    for: whole(ranges.outageMs, 'for'),
  }
  const blip: BreakerFault = {
    ...{ kind: 'blip', at: 0, for: 1_000 },
    service: pick(service.options, 'blip'),
  }
  const isBurst = part('burst') < 0.5
  const silent = { from: outage.at + 1_300, to: outage.at + 2_800 }
  const times: number[] = []
  for (let at = 0; at < ranges.untilMs; at += whole(ranges.everyMs, 'every', times.length))
    if (!isBurst || at < silent.from || at >= silent.to) times.push(at)
  if (isBurst) times.push(...Array.from({ length: ranges.burst }, () => silent.to))
  times.sort((one, other) => one - other)
  const isInRow = (at: number, from: number) => {
    const first = times.findIndex((it) => it >= from)
    return at >= first && at < first + ranges.row
  }
  const requests = times.map((time, at): PageRequest => {
    const isOut = time >= outage.at && time < outage.at + outage.for
    const leaves =
      isInRow(at, ranges.leaversAt) ||
      (isOut && time !== silent.to && part('leaves', at) < ranges.leavers)
    return {
      ...{ at: time, viewer: `v${at + 1}`, isNew: isInRow(at, ranges.newAt) },
      ...(leaves && { leavesMs: isOut ? 60 : whole(ranges.leavesMs, 'gone', at) }),
    }
  })
  return { seed, requests, faults: part('has blip') < 0.6 ? [blip, outage] : [outage] }
}

/** What the two know of a viewer; the same for all where it is about films alone. */
export function rowOf(seed: number, upstream: Upstream, viewer: string): readonly string[] {
  const of = upstream === 'ratings' ? 'all' : viewer
  return [1, 2, 3].map((at) => `film-${Math.floor(1 + chance(seed, upstream, of, at) * 1_200)}`)
}

/** How long they take to answer. */
export const answerMs = (seed: number, upstream: Upstream, viewer: string): number =>
  Math.floor(15 + chance(seed, viewer, upstream, 'ms') * 25)
