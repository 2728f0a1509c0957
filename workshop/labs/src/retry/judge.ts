import type { Failing, Judgement, Moment } from '../lab.ts'
import { fieldOf } from '../stage/ask.ts'
import { inMs, judgeBy } from '../stage/judging.ts'
import type { SeenCharge, SeenRetry, SeenTry } from './play.ts'
import type { RetryScenario } from './scenario.ts'

/** Of all orders, so many calls each, and so many besides: what retries may cost. */
const load = Object.freeze({ ratio: 1.2, besides: 15 })
/** A message takes up to 20 ms. */
const driftMs = 50
/** So many first waits tell whether chance is in them: two messages alone make up to 38 ms. */
const spread = Object.freeze({ retries: 8, ms: 50 })
/** Of the orders that no outage stood in the way of, this part may go unanswered. */
const mostUnanswered = 0.05

/** The gravest first: money taken twice is worse than a storm, a storm worse than none of use. */
const rules = [
  chargedTwice,
  wrongAnswer,
  refusedAgain,
  storm,
  tooSoon,
  afterDeadline,
  inStep,
  late,
  useless,
]

export const judgeRetry = (scenario: RetryScenario, seen: SeenRetry): Judgement =>
  judgeBy(rules, scenario, seen, seen.tries.some(isStruck))

function chargedTwice(_: RetryScenario, { charges }: SeenRetry): Failing | undefined {
  const found = [...charges].find(([, times]) => times > 1)
  if (!found) return undefined
  return {
    code: 'CHARGED_TWICE',
    says: 'A customer paid more than once.',
    expected: `${found[0]} is charged once, however often it is asked for`,
    measured: `${found[1]} times: each try looked like another charge`,
  }
}

function wrongAnswer(
  _: RetryScenario,
  { answers, charges, tries }: SeenRetry,
): Failing | undefined {
  for (const { request, status, said } of answers) {
    if (status === undefined || status === 503) continue
    const is = fieldOf(said, 'is')
    const isCharged = charges.has(request.order)
    const isDeclined = tries.some((it) => it.order === request.order && it.how === 'declined')
    if (status === 200 && is === 'charged' && isCharged) continue
    if (status === 200 && is === 'declined' && isDeclined) continue
    return {
      code: 'WRONG_ANSWER',
      says: 'Your service said what it did not know.',
      expected: `${request.order} is ${isCharged ? 'charged' : isDeclined ? 'declined' : 'neither charged nor declined'}, or 503 where that is not known`,
      measured: status === 200 ? `it is ${String(is)}` : `status ${status}`,
    }
  }
  return undefined
}

function refusedAgain(_: RetryScenario, { tries }: SeenRetry): Failing | undefined {
  const found = tries.find(({ order, how, at }) =>
    tries.some((it) => it.order === order && it.at > at && how === 'declined'),
  )
  if (!found) return undefined
  return {
    code: 'REFUSED_AGAIN',
    says: 'Your service asks again what was answered for good.',
    expected: `nothing more on ${found.order} after 402 at ${inMs(found.at)}`,
    measured: `${triesOf(found.order, tries).length} calls`,
  }
}

function storm({ requests }: RetryScenario, { tries }: SeenRetry): Failing | undefined {
  const most = Math.floor(requests.length * load.ratio + load.besides)
  if (tries.length <= most) return undefined
  return {
    code: 'STORM',
    says: 'Your retries became the load.',
    expected: `at most ${most} calls for ${requests.length} orders: ${load.ratio} each, and ${load.besides} besides`,
    measured: `${tries.length} calls`,
  }
}

function tooSoon(_: RetryScenario, { tries }: SeenRetry): Failing | undefined {
  for (const first of tries) {
    const next = tries.find((it) => it.order === first.order && it.at > first.at)
    if (!next || next.at >= first.notBefore) continue
    return {
      code: 'TOO_SOON',
      says: 'The card network said when to come again, and your service did not wait.',
      expected: `nothing on ${first.order} before ${inMs(first.notBefore)}`,
      measured: inMs(next.at),
    }
  }
  return undefined
}

function afterDeadline(_: RetryScenario, { answers, tries }: SeenRetry): Failing | undefined {
  for (const { request, sentAt } of answers) {
    const end = sentAt + request.waitMs
    const found = tries.find((it) => it.order === request.order && it.at > end + driftMs)
    if (!found) continue
    return {
      code: 'AFTER_DEADLINE',
      says: 'Your service tries for a client that has gone.',
      expected: `nothing on ${request.order} after ${inMs(end)}`,
      measured: inMs(found.at),
    }
  }
  return undefined
}

function inStep(_: RetryScenario, { tries }: SeenRetry): Failing | undefined {
  const waits = [...new Set(tries.map(({ order }) => order))].flatMap((order) => {
    const [first, next] = triesOf(order, tries)
    // who is told when to come, or hears nothing, waits for another reason
    return first?.how === 'refused' && first.notBefore === 0 && next ? [next.at - first.at] : []
  })
  const [shortest, longest] = [Math.min(...waits), Math.max(...waits)]
  if (waits.length < spread.retries || longest - shortest > spread.ms) return undefined
  return {
    code: 'IN_STEP',
    says: 'Whoever fails together comes again together.',
    expected: `first waits that differ by more than ${inMs(spread.ms)}`,
    measured: `${waits.length} of them, from ${inMs(shortest)} to ${inMs(longest)}`,
  }
}

function late(_: RetryScenario, { answers }: SeenRetry): Failing | undefined {
  const found = answers.find(({ status }) => status === undefined)
  if (!found) return undefined
  return {
    code: 'LATE',
    says: 'Your service did not answer while the client was waiting.',
    expected: `an answer on ${found.request.order} before ${inMs(found.sentAt + found.request.waitMs)}: charged, declined or 503`,
    measured: `none by ${inMs(found.at)}`,
  }
}

function useless(scenario: RetryScenario, { answers, tries }: SeenRetry): Failing | undefined {
  const unanswered = answers.filter((it) => it.status !== 200 && isEasy(scenario, it, tries))
  const [first] = unanswered
  const most = Math.floor(scenario.requests.length * mostUnanswered)
  if (!first || unanswered.length <= most) return undefined
  return {
    code: 'USELESS',
    says: 'Your service gave up though another try would have done.',
    expected: `an answer on ${first.request.order}: at most two tries fail, and ${inMs(first.request.waitMs)} are time for three`,
    measured: `${unanswered.length} of ${answers.length} orders unanswered, and no outage in their way`,
  }
}

/** No outage while it waits; after one, none that needs a retry, for what pays for retries may be spent. */
function isEasy(
  { faults }: RetryScenario,
  { request, sentAt }: SeenCharge,
  tries: readonly SeenTry[],
) {
  const outage = faults.find(({ kind }) => kind === 'outage')
  if (outage?.kind !== 'outage' || sentAt + request.waitMs < outage.at) return true
  const hasBlip = faults.some((it) => it.kind === 'blip' && it.order === request.order)
  const isAfter = sentAt >= outage.at + outage.for
  return isAfter && !hasBlip && !triesOf(request.order, tries).some(({ isOutage }) => isOutage)
}

const isStruck = ({ how }: SeenTry) => how === 'refused' || how === 'lost'

const triesOf = (order: string, tries: readonly SeenTry[]) =>
  tries.filter((it) => it.order === order)

export function retryStory({ faults }: RetryScenario, seen: SeenRetry): readonly Moment[] {
  return [
    ...faults.flatMap((it): readonly Moment[] =>
      it.kind === 'blip'
        ? []
        : [
            { at: it.at, from: 'card-network', says: 'outage begins' },
            { at: it.at + it.for, from: 'card-network', says: 'outage is over' },
          ],
    ),
    ...seen.answers.flatMap(({ request, sentAt, at, status, said }): readonly Moment[] => {
      const { order, pence, waitMs } = request
      const asked = { at: sentAt, from: 'shop', to: 'payments' }
      const first = { ...asked, says: `charge ${order}, ${pence} p, waits ${inMs(waitMs)}` }
      if (status === undefined) return [first, { at, from: 'shop', says: `no answer on ${order}` }]
      const says = `${order}, ${status} ${String(fieldOf(said, 'is') ?? '')}`.trimEnd()
      return [first, { at, from: 'payments', to: 'shop', says }]
    }),
    ...seen.tries.map(({ order, at, how }) => ({
      ...{ at, from: 'payments', to: 'card-network', says: `${order}: ${how}` },
    })),
  ]
}
