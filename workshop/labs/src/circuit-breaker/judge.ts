import type { Failing, Judgement, Moment } from '../lab.ts'
import { fieldOf } from '../stage/ask.ts'
import { inMs, judgeBy } from '../stage/judging.ts'
import { patienceMs, type SeenBreaker, type SeenCall, type SeenPage } from './play.ts'
import {
  type BreakerFault,
  type BreakerScenario,
  type PageRequest,
  rowOf,
  type Upstream,
} from './scenario.ts'

/** What a breaker may take to notice an outage, and to notice that it is over. */
const noticeMs = Object.freeze({ outage: 1_500, recovery: 2_000 })
/** While it is open it may look this often whether it is over. */
const probes = Object.freeze({ each: 1_000, most: 3 })
/** Probes that arrive together: two messages apart at most. */
const together = Object.freeze({ ms: 40, most: 2, afterMs: 300 })
/** Viewers who waited for what is out in vain: with fewer, a breaker may have seen too little to open. */
const evidence = 5
/** A page that asks nobody who stalls takes less. */
const promptMs = 150
/** What one page found out the next one knows, after this. */
const learntMs = 300

const upstreams: readonly Upstream[] = ['ratings', 'recommendations']

/** The gravest first. */
const rules = [wrongAnswer, late, stampede, hammered, slow, missing]

export const judgeBreaker = (scenario: BreakerScenario, seen: SeenBreaker): Judgement =>
  judgeBy(
    rules,
    scenario,
    seen,
    seen.calls.some(({ struckBy }) => struckBy !== undefined),
  )

function wrongAnswer(scenario: BreakerScenario, { pages }: SeenBreaker): Failing | undefined {
  for (const { request, status, said } of pages) {
    if (status === undefined) continue
    for (const upstream of upstreams) {
      const row = fieldOf(said, upstream)
      const right = truthOf(scenario, upstream, request)
      if (status === 200 && (row === null || isSame(row, right))) continue
      return {
        code: 'WRONG_ANSWER',
        says: 'A page shows what nobody said.',
        expected: `${upstream} of ${request.viewer}: ${JSON.stringify(right)}, or null`,
        measured: status === 200 ? (JSON.stringify(row) ?? 'nothing') : `status ${status}`,
      }
    }
  }
  return undefined
}

function late(_: BreakerScenario, { pages }: SeenBreaker): Failing | undefined {
  const found = pages.find((it) => it.status === undefined && it.request.leavesMs === undefined)
  if (!found) return undefined
  return {
    code: 'LATE',
    says: 'A page did not come while its viewer waited.',
    expected: `the page of ${found.request.viewer} within ${inMs(patienceMs)}, with the rows there are`,
    measured: `none by ${inMs(found.at)}`,
  }
}

/** Calls to what is out; those of viewers who left say nothing. */
function struckBy(
  outage: BreakerFault,
  { requests }: BreakerScenario,
  { calls }: SeenBreaker,
): readonly SeenCall[] {
  const left = new Set(
    requests.filter((it) => it.leavesMs !== undefined).map(({ viewer }) => viewer),
  )
  return calls.filter(
    ({ upstream, at, viewer }) =>
      upstream === outage.service &&
      at >= outage.at &&
      at < outage.at + outage.for &&
      !left.has(viewer),
  )
}

/** When an outage must have been noticed: a while after it began, and after it showed often enough. */
function noticedAt(outage: BreakerFault, scenario: BreakerScenario, seen: SeenBreaker): number {
  const shown = struckBy(outage, scenario, seen)[evidence - 1]
  const at = shown === undefined ? Number.POSITIVE_INFINITY : shown.at + learntMs
  return Math.max(outage.at + noticeMs.outage, at)
}

function probesOf(
  outage: BreakerFault,
  scenario: BreakerScenario,
  seen: SeenBreaker,
): readonly SeenCall[] {
  const noticed = noticedAt(outage, scenario, seen)
  return struckBy(outage, scenario, seen).filter(({ at }) => at >= noticed)
}

function stampede(scenario: BreakerScenario, seen: SeenBreaker): Failing | undefined {
  for (const outage of outagesOf(scenario)) {
    const calls = probesOf(outage, scenario, seen)
    for (const [index, { at }] of calls.entries()) {
      const before = seen.calls.filter((it) => it.upstream === outage.service && it.at < at).at(-1)
      if (at - (before?.at ?? 0) < together.afterMs) continue
      const many = calls.slice(index).filter((it) => it.at < at + together.ms)
      if (many.length <= together.most) continue
      return {
        code: 'STAMPEDE',
        says: 'When your breaker lets one through to look, it lets all through.',
        expected: `after a wait at most ${together.most} calls to ${outage.service} before the first is answered`,
        measured: `${many.length} within ${inMs(together.ms)}, from ${inMs(at)}`,
      }
    }
  }
  return undefined
}

function hammered(scenario: BreakerScenario, seen: SeenBreaker): Failing | undefined {
  for (const outage of outagesOf(scenario)) {
    const calls = probesOf(outage, scenario, seen)
    for (const { at } of calls) {
      const many = calls.filter((it) => it.at >= at && it.at < at + probes.each)
      if (many.length <= probes.most) continue
      return {
        code: 'HAMMERED',
        says: 'Your page goes on asking what does not answer.',
        expected: `${outage.service} is out since ${inMs(outage.at)}: after ${inMs(noticeMs.outage)} at most ${probes.most} calls a second`,
        measured: `${many.length} in the second from ${inMs(at)}`,
      }
    }
  }
  return undefined
}

function slow(scenario: BreakerScenario, seen: SeenBreaker): Failing | undefined {
  for (const outage of outagesOf(scenario)) {
    const noticed = noticedAt(outage, scenario, seen)
    const slows = seen.pages.filter(
      ({ sentAt, at, request }) =>
        sentAt >= noticed &&
        sentAt < outage.at + outage.for &&
        request.leavesMs === undefined &&
        at - sentAt > promptMs,
    )
    for (const { sentAt } of slows) {
      const many = slows.filter((it) => it.sentAt >= sentAt && it.sentAt < sentAt + probes.each)
      if (many.length <= probes.most) continue
      return {
        code: 'SLOW',
        says: 'Pages wait for what your breaker has given up already.',
        expected: `all but ${probes.most} pages a second within ${inMs(promptMs)} while ${outage.service} is out`,
        measured: `${many.length} took longer in the second from ${inMs(sentAt)}`,
      }
    }
  }
  return undefined
}

/** Rows that are not there though nothing stands in their way. Why, is told by what went before. */
function missing(scenario: BreakerScenario, seen: SeenBreaker): Failing | undefined {
  for (const page of seen.pages)
    for (const upstream of upstreams) {
      if (page.status !== 200 || fieldOf(page.said, upstream) !== null) continue
      if (isExcused(page, upstream, scenario, seen)) continue
      const { request, sentAt } = page
      return {
        ...reasonFor(upstream, sentAt, scenario),
        expected: `${upstream} on the page of ${request.viewer}: it answers`,
        measured: `null at ${inMs(page.at)}`,
      }
    }
  return undefined
}

function isExcused(
  { request, sentAt }: SeenPage,
  upstream: Upstream,
  scenario: BreakerScenario,
  { calls, pages }: SeenBreaker,
): boolean {
  const isStruck = calls.some(
    (it) => it.upstream === upstream && it.viewer === request.viewer && it.struckBy !== undefined,
  )
  return (
    isStruck ||
    outagesOf(scenario).some((outage) => {
      if (outage.service !== upstream || sentAt < outage.at) return false
      const end = outage.at + outage.for
      if (sentAt < end + noticeMs.recovery) return true
      // somebody must have come by to find out
      return !pages.some(
        (it) =>
          it.sentAt > end + noticeMs.recovery / 2 &&
          it.sentAt < sentAt - learntMs &&
          it.request.leavesMs === undefined,
      )
    })
  )
}

function reasonFor(
  upstream: Upstream,
  time: number,
  { faults, requests }: BreakerScenario,
): Pick<Failing, 'code' | 'says'> {
  const past = faults.filter(({ at }) => at <= time)
  if (past.some((it) => it.kind !== 'blip' && it.service === upstream))
    return { code: 'STUCK', says: 'Your breaker does not find out that it is over.' }
  if (past.some((it) => it.kind !== 'blip'))
    return { code: 'SHARED', says: 'One service is out, and your breaker shuts off the other.' }
  const before = requests.filter(({ at }) => at < time)
  if (before.some((it) => it.leavesMs !== undefined || it.isNew))
    return {
      code: 'CALLERS_BLAMED',
      says: 'Your breaker takes for failures what callers do: leave, or ask for what is not there.',
    }
  if (past.some((it) => it.service === upstream))
    return { code: 'NO_EVIDENCE', says: 'Your breaker opens on one failure.' }
  return { code: 'USELESS', says: 'Rows are missing though everybody answers.' }
}

const outagesOf = ({ faults }: BreakerScenario) => faults.filter(({ kind }) => kind !== 'blip')

const truthOf = (
  { seed }: BreakerScenario,
  upstream: Upstream,
  { viewer, isNew }: PageRequest,
): readonly string[] =>
  upstream === 'recommendations' && isNew ? [] : rowOf(seed, upstream, viewer)

const isSame = (row: unknown, right: readonly string[]) =>
  JSON.stringify(row) === JSON.stringify(right)

export function breakerStory(
  { faults }: BreakerScenario,
  { pages, calls }: SeenBreaker,
): readonly Moment[] {
  return [
    ...faults.flatMap(({ kind, service, at, for: ms }): readonly Moment[] =>
      kind === 'blip'
        ? []
        : [
            { at, from: service, says: `${kind} begins` },
            { at: at + ms, from: service, says: `${kind} is over` },
          ],
    ),
    ...pages.flatMap(({ request: { viewer, leavesMs }, sentAt, at, status, said }) => {
      const asked: Moment = { at: sentAt, from: 'viewers', to: 'home', says: viewer }
      if (status === undefined) {
        const how = leavesMs === undefined ? 'got no page' : 'has left'
        return [asked, { at, from: 'viewers', says: `${viewer} ${how}` }]
      }
      const rows = upstreams.filter((it) => fieldOf(said, it) !== null)
      const says = `${viewer}, ${status}, rows: ${rows.join(' and ') || 'none'}`
      return [asked, { at, from: 'home', to: 'viewers', says }]
    }),
    ...calls.map(({ at, upstream, viewer, struckBy }) => ({
      ...{ at, from: 'home', to: upstream, says: struckBy ? `${viewer}: ${struckBy}` : viewer },
    })),
  ]
}
