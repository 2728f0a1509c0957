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
  row: 10,
  leavesMs: [8, 14],
  leavers: 0.3,
  burst: 12,
} as const)

/** When it happens. */
interface Times {
  readonly untilMs: number
  /** Ten viewers in a row who leave, and later ten who are new. */
  readonly leaversAt: number
  readonly newAt: number
  readonly outageAt: readonly [from: number, to: number]
  readonly outageMs: readonly [from: number, to: number]
  /** Of a run with silence: from when to when of the outage nobody comes. */
  readonly silentMs: readonly [from: number, to: number]
}

const virtualTimes = Object.freeze<Times>({
  untilMs: 10_000,
  leaversAt: 800,
  newAt: 2_200,
  outageAt: [3_600, 4_200],
  outageMs: [3_000, 3_600],
  silentMs: [1_300, 2_800],
})

/** Everything sooner: real seconds are waited for. */
const realTimes = Object.freeze<Times>({
  untilMs: 7_800,
  leaversAt: 200,
  newAt: 1_300,
  outageAt: [2_500, 2_700],
  outageMs: [2_500, 2_700],
  silentMs: [1_300, 2_300],
})

export const drawScenario = (seed: number): BreakerScenario => draw(seed, virtualTimes)
export const drawRealScenario = (seed: number): BreakerScenario => draw(seed, realTimes)

/** Pages at a steady pace. First something harmless: one failure, viewers who leave, viewers who are new. Then an outage of one of the two, with pages at the same pace or with silence and many at once. */
function draw(seed: number, times: Times): BreakerScenario {
  const { part, whole, pick } = draws(seed, 'circuit-breaker')
  const outage: BreakerFault = {
    kind: pick(['fail', 'stall'], 'kind'),
    service: pick(service.options, 'service'),
    at: whole(times.outageAt, 'at'),
    for: whole(times.outageMs, 'for'),
  }
  const blip: BreakerFault = {
    ...{ kind: 'blip', at: 0, for: 1_000 },
    service: pick(service.options, 'blip'),
  }
  const isBurst = part('burst') < 0.5
  const [from, to] = times.silentMs
  const silent = { from: outage.at + from, to: outage.at + to }
  const pages: number[] = []
  for (let at = 0; at < times.untilMs; at += whole(ranges.everyMs, 'every', pages.length))
    if (!isBurst || at < silent.from || at >= silent.to) pages.push(at)
  if (isBurst) pages.push(...Array.from({ length: ranges.burst }, () => silent.to))
  pages.sort((one, other) => one - other)
  const isInRow = (at: number, from: number) => {
    const first = pages.findIndex((it) => it >= from)
    return at >= first && at < first + ranges.row
  }
  const requests = pages.map((time, at): PageRequest => {
    const isOut = time >= outage.at && time < outage.at + outage.for
    const leaves =
      isInRow(at, times.leaversAt) ||
      (isOut && time !== silent.to && part('leaves', at) < ranges.leavers)
    return {
      ...{ at: time, viewer: `v${at + 1}`, isNew: isInRow(at, times.newAt) },
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
