import type { Failing, Judgement, Moment } from '../lab.ts'
import type { SeenAnswer, SeenDeadline, SeenUpstream } from './play.ts'
import {
  answerMs,
  type DeadlineRequest,
  type DeadlineScenario,
  decisionOn,
  truthOf,
} from './scenario.ts'

/** A message takes up to 20 ms each way, so a deadline that is passed on may seem this much later. */
const driftMs = 50
/** Whoever is told that nobody waits stops within this. */
const stopMs = 100
/** All the messages of one request, and a moment in hand: with this much to spare it can be answered. */
const spareMs = 300

const after = (request: DeadlineRequest, sentAt: number) => sentAt + request.budgetMs
const inMs = (time: number) => `${Math.round(time)} ms`

/** The rules of the lab, the gravest first: a wrong answer is worse than a late one, a late one worse than none of use. */
export function judgeDeadline(scenario: DeadlineScenario, seen: SeenDeadline): Judgement {
  for (const rule of [wrongAnswer, budgetRestarted, late, abandoned, leak, useless]) {
    const failing = rule(scenario, seen)
    if (failing) return { verdict: 'fail', ...failing }
  }
  if (scenario.faults.length > 0 && !seen.upstream.some((it) => it.struckBy))
    return { verdict: 'inconclusive', says: 'no fault met a request' }
  return { verdict: 'pass' }
}

function wrongAnswer({ seed }: DeadlineScenario, { answers }: SeenDeadline): Failing | undefined {
  for (const { request, status, decision } of answers) {
    const { application, amount } = request
    if (status === undefined || status === 503) continue
    const right = decisionOn(truthOf(seed, application), amount)
    if (status === 200 && decision === right) continue
    return {
      code: 'WRONG_ANSWER',
      says: 'Your service decided what it could not know.',
      expected: `${application} is ${right}, or 503 where that cannot be known in time`,
      measured: status === 200 ? `${application} is ${String(decision)}` : `status ${status}`,
    }
  }
  return undefined
}

function budgetRestarted(
  _: DeadlineScenario,
  { answers, upstream }: SeenDeadline,
): Failing | undefined {
  for (const it of upstream) {
    const end = endFor(it, answers)
    if (
      end === undefined ||
      it.deadline <= end + driftMs ||
      it.deadline === Number.POSITIVE_INFINITY
    )
      continue
    return {
      code: 'BUDGET_RESTARTED',
      says: 'Your service gives the next one more time than it has left itself.',
      expected: `the ${it.upstream} is told to stop ${it.application} by ${inMs(end)}, when the client stops waiting`,
      measured: `it was told ${inMs(it.deadline)}`,
    }
  }
  return undefined
}

function late(_: DeadlineScenario, { answers }: SeenDeadline): Failing | undefined {
  const found = answers.find(({ status }) => status === undefined)
  if (!found) return undefined
  const { request, sentAt } = found
  return {
    code: 'LATE',
    says: 'Your service did not answer while the client was waiting.',
    expected: `an answer to ${request.application} before ${inMs(after(request, sentAt))}: a decision, or 503`,
    measured: `none by ${inMs(found.at)}`,
  }
}

function abandoned(_: DeadlineScenario, { answers, upstream }: SeenDeadline): Failing | undefined {
  for (const it of upstream) {
    const end = endFor(it, answers)
    if (end === undefined || (it.endedAt !== undefined && it.endedAt <= end + stopMs)) continue
    const until = it.endedAt === undefined ? 'it never was' : `after ${inMs(it.endedAt)}`
    return {
      code: 'ABANDONED',
      says: 'Your service left others working for nobody.',
      expected: `the ${it.upstream} is told that nobody waits for ${it.application} by ${inMs(end + stopMs)}`,
      measured: until,
    }
  }
  return undefined
}

function leak(_: DeadlineScenario, { idle }: SeenDeadline): Failing | undefined {
  const found = idle.find(({ timers, calls }) => timers + calls > 0)
  if (!found) return undefined
  return {
    code: 'LEAK',
    says: 'Your service holds on to what it needs no longer.',
    expected: 'no timer and no call while nobody waits',
    measured: `${found.timers} timers and ${found.calls} calls at ${inMs(found.at)}`,
  }
}

function useless(scenario: DeadlineScenario, { answers }: SeenDeadline): Failing | undefined {
  for (const { request, sentAt, status } of answers) {
    if (status === 200) continue
    const needed = neededMs(scenario, request, sentAt)
    if (needed > request.budgetMs) continue
    return {
      code: 'USELESS',
      says: 'Your service gave up though there was time.',
      expected: `a decision on ${request.application}: it takes at most ${inMs(needed)} of the ${inMs(request.budgetMs)} it had`,
      measured: `status ${status}`,
    }
  }
  return undefined
}

/** What a service that asks one after the other needs at most, infinite where an upstream service may not answer. */
function neededMs(
  { seed, faults }: DeadlineScenario,
  request: DeadlineRequest,
  sentAt: number,
): number {
  const { application } = request
  const end = after(request, sentAt)
  let needed =
    spareMs + answerMs(seed, 'bureau', application) + answerMs(seed, 'ledger', application)
  for (const fault of faults) {
    if (fault.at > end || fault.at + fault.for < sentAt) continue
    needed += fault.kind === 'slow' ? (fault.ms ?? 0) : Number.POSITIVE_INFINITY
  }
  return needed
}

/** When the client that this was for stops waiting. */
function endFor(it: SeenUpstream, answers: readonly SeenAnswer[]): number | undefined {
  const found = answers.find(({ request }) => request.application === it.application)
  return found && after(found.request, found.sentAt)
}

/** What happened. */
export function storyOf({ faults }: DeadlineScenario, seen: SeenDeadline): readonly Moment[] {
  return [
    ...faults.flatMap((it): readonly Moment[] => [
      { at: it.at, from: it.service, says: `${it.kind}${it.ms ? ` by ${it.ms} ms` : ''} begins` },
      { at: it.at + it.for, from: it.service, says: `${it.kind} is over` },
    ]),
    ...seen.answers.flatMap(({ request, sentAt, at, status, decision }): readonly Moment[] => {
      const { application, budgetMs } = request
      const asked: Moment = {
        ...{ at: sentAt, from: 'client', to: 'decisions' },
        says: `${application}, waits ${budgetMs} ms`,
      }
      if (status === undefined)
        return [asked, { at, from: 'client', says: `no answer on ${application}` }]
      const says = `${application}, ${status} ${String(decision ?? '')}`.trimEnd()
      return [asked, { at, from: 'decisions', to: 'client', says }]
    }),
    ...seen.upstream.flatMap(({ upstream, application, at, deadline, endedAt, how = '' }) => {
      const until = Number.isFinite(deadline) ? `until ${inMs(deadline)}` : 'without end'
      const asked: Moment = {
        ...{ at, from: 'decisions', to: upstream },
        says: `${application}, waits ${until}`,
      }
      if (endedAt === undefined) return [asked]
      return [asked, { at: endedAt, from: upstream, says: `${application} ${how}` }]
    }),
  ]
}
