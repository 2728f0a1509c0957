import { chance } from '@watertight/ports'
import { z } from 'zod'

const service = z.enum(['bureau', 'ledger'])
const ms = z.number().int().min(0).max(600_000)

const fault = z.strictObject({
  /** `stall`: no answer. `slow`: an answer, `ms` later. */
  kind: z.enum(['stall', 'slow']),
  service,
  at: ms,
  for: ms,
  ms: ms.optional(),
})

const request = z.strictObject({
  at: ms,
  application: z.string().regex(/^L\d{1,6}$/),
  amount: z.number().int().min(1).max(1_000_000),
  budgetMs: ms,
})

export const deadlineScenario = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32),
  faults: z.array(fault).max(20),
  requests: z.array(request).max(100),
})

export type DeadlineScenario = z.infer<typeof deadlineScenario>
export type DeadlineFault = z.infer<typeof fault>
export type DeadlineRequest = z.infer<typeof request>
export type Upstream = z.infer<typeof service>

/** The ranges that seeds draw from; the page of the lab names them, so that nobody has to guess. */
const ranges = Object.freeze({
  requests: 12,
  budgetMs: [600, 1_500],
  answerMs: [10, 60],
  slowMs: [100, 400],
  faults: [1, 3],
  faultMs: [1_500, 4_000],
  untilMs: 8_000,
} as const)

/** Requests with a budget each, and upstream services that stall or are slow for a while. */
export function drawScenario(seed: number): DeadlineScenario {
  const draw = (use: string, [from, to]: readonly [number, number], at = 0) =>
    Math.floor(from + chance(seed, 'deadline', use, at) * (to - from))
  const requests = Array.from({ length: ranges.requests }, (_, at) => ({
    at: draw('at', [0, ranges.untilMs], at),
    application: `L${at + 1}`,
    amount: draw('amount', [1_000, 30_000], at),
    budgetMs: draw('budget', ranges.budgetMs, at),
  })).sort((one, other) => one.at - other.at)
  const [fewest, most] = ranges.faults
  const count = draw('faults', [fewest, most + 1])
  const faults = Array.from({ length: count }, (_, at): DeadlineFault => {
    const kind = chance(seed, 'deadline', 'kind', at) < 0.6 ? 'stall' : 'slow'
    return {
      kind,
      service: chance(seed, 'deadline', 'service', at) < 0.5 ? 'bureau' : 'ledger',
      at: draw('from', [0, ranges.untilMs * 0.6], at),
      for: draw('for', ranges.faultMs, at),
      ...(kind === 'slow' && { ms: draw('slow', ranges.slowMs, at) }),
    }
  })
  return { seed, requests, faults }
}

/** The same in half the time, for a run that takes its time: budgets and answers stay. */
export function drawRealScenario(seed: number): DeadlineScenario {
  const { requests, faults } = drawScenario(seed)
  const half = (ms: number) => Math.floor(ms / 2)
  return {
    seed,
    requests: requests.map((it) => ({ ...it, at: half(it.at) })),
    faults: faults.map((it) => ({ ...it, at: half(it.at), for: half(it.for) })),
  }
}

/** What the bureau and the ledger know of an applicant, and how long each takes to say so. */
export const truthOf = (seed: number, application: string) => ({
  score: Math.floor(300 + chance(seed, application, 'score') * 551),
  exposure: Math.floor(chance(seed, application, 'exposure') * 60_000),
})

export const answerMs = (seed: number, upstream: Upstream, application: string): number =>
  Math.floor(
    ranges.answerMs[0] +
      chance(seed, application, upstream) * (ranges.answerMs[1] - ranges.answerMs[0]),
  )

/** What the learner's service has to answer, when it knows both. */
export function decisionOn(
  { score, exposure }: { readonly score: number; readonly exposure: number },
  amount: number,
): 'approved' | 'declined' {
  return score >= 600 && exposure + amount <= 50_000 ? 'approved' : 'declined'
}
