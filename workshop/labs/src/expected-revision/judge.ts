import type { Failing, Judgement, Moment } from '../lab.ts'
import { fieldOf } from '../stage/ask.ts'
import { inMs, judgeBy } from '../stage/judging.ts'
import { type Stored, stockOf } from './log.ts'
import { patienceMs, type SeenReserve, type SeenRevision } from './play.ts'
import type { RevisionScenario } from './scenario.ts'

/** The gravest first: what is sold and not there is worse than a wrong answer. */
const rules = [oversold, reservedTwice, wrongAnswer, late, useless]

export function judgeRevision(scenario: RevisionScenario, seen: SeenRevision): Judgement {
  const isShown = seen.stored.some(
    ({ event, by }) => by === 'warehouse' && event.type === 'StockLost',
  )
  return judgeBy(rules, scenario, seen, isShown)
}

/** Which mistake it was shows in how the event came into the log. */
function oversold(_: RevisionScenario, { stored }: SeenRevision): Failing | undefined {
  const found = stored.filter(
    (it, index) => it.by === 'inventory' && stockOf(upTo(stored, it.sku, index)) < 0,
  )
  const before = (it: Stored) => upTo(stored, it.sku, stored.indexOf(it)).at(-2)
  const blind = found.find(({ expected }) => expected !== 'any')
  const own = found.find((it) => before(it)?.by === 'inventory')
  const first = blind ?? own ?? found[0]
  if (!first) return undefined
  const { sku, event } = first
  const left = stockOf(upTo(stored, sku, stored.indexOf(first))) + event.quantity
  const facts = {
    expected: `${event.order} is short of ${sku}: ${event.quantity} are wanted, ${Math.max(0, left)} are there`,
    measured: `StockReserved, ${event.quantity}`,
  }
  if (blind)
    return {
      code: 'BLIND_RETRY',
      says: 'Your service appended at the right revision what it had decided at another.',
      ...facts,
    }
  if (own)
    return {
      code: 'OVERSOLD',
      says: 'Two orders were promised the same goods: both decided before either was written.',
      ...facts,
    }
  return {
    code: 'RACED_OUTSIDE',
    says: 'Another process wrote between your read and your append, and your service did not notice.',
    ...facts,
  }
}

function reservedTwice(_: RevisionScenario, { stored }: SeenRevision): Failing | undefined {
  const reserved = stored.filter(({ by }) => by === 'inventory')
  for (const { event } of reserved) {
    const times = reserved.filter((it) => it.event.order === event.order).length
    if (times < 2) continue
    return {
      code: 'RESERVED_TWICE',
      says: 'An order that was sent again got its goods again.',
      expected: `one StockReserved for ${event.order}`,
      measured: `${times}`,
    }
  }
  return undefined
}

function wrongAnswer(_: RevisionScenario, { answers, stored }: SeenRevision): Failing | undefined {
  for (const answer of answers) {
    const { status, said, at, sentAt, request } = answer
    const { order, sku, quantity } = request
    if (status === undefined || status === 503) continue
    const is = fieldOf(said, 'is')
    const kept = stored.find((it) => it.event.order === order)
    // what was there while it decided: the least, and the most
    const left = leftBetween(stored, sku, sentAt, at)
    const isRight =
      status === 200 &&
      ((is === 'reserved' && kept !== undefined && kept.at <= at) ||
        (is === 'short' && (kept === undefined || kept.at > at) && Math.min(...left) < quantity))
    if (isRight) continue
    return {
      code: 'WRONG_ANSWER',
      says: 'Your service said what the log does not say.',
      expected: kept
        ? `${order} is reserved once that is in the log, at ${inMs(kept.at)}`
        : `${order} is ${Math.min(...left) < quantity ? 'short' : 'reserved, and in the log'}, or 503`,
      measured: status === 200 ? `${String(is)} at ${inMs(at)}` : `status ${status}`,
    }
  }
  return undefined
}

function late(_: RevisionScenario, { answers }: SeenRevision): Failing | undefined {
  const found = answers.find(({ status }) => status === undefined)
  if (!found) return undefined
  return {
    code: 'LATE',
    says: 'Your service did not answer while the shop was waiting.',
    expected: `an answer on ${found.request.order} within ${inMs(patienceMs)}: reserved, short or 503`,
    measured: `none by ${inMs(found.at)}`,
  }
}

function useless({ faults }: RevisionScenario, { answers }: SeenRevision): Failing | undefined {
  const isLost = ({ request }: SeenReserve) =>
    faults.some((it) => it.kind === 'lost' && it.order === request.order)
  const found = answers.find((it) => it.status !== 200 && !isLost(it))
  if (!found) return undefined
  return {
    code: 'USELESS',
    says: 'Your service gave up though the log answered.',
    expected: `${found.request.order} is reserved or short: a conflict is a reason to read and decide again`,
    measured: `status ${found.status}`,
  }
}

const upTo = (stored: readonly Stored[], sku: string, index: number) =>
  stored.slice(0, index + 1).filter((it) => it.sku === sku)

function leftBetween(
  stored: readonly Stored[],
  sku: string,
  from: number,
  to: number,
): readonly number[] {
  const until = (time: number) => stockOf(stored.filter((it) => it.sku === sku && it.at <= time))
  const between = stored.filter((it) => it.sku === sku && it.at > from && it.at <= to)
  return [until(from), ...between.map(({ at }) => until(at))]
}

export const revisionStory = (
  _: RevisionScenario,
  { answers, asked }: SeenRevision,
): readonly Moment[] => [
  ...answers.flatMap(({ request, sentAt, at, status, said }): readonly Moment[] => {
    const { order, quantity, sku } = request
    const says = `${order} wants ${quantity} of ${sku}`
    const first: Moment = { at: sentAt, from: 'shop', to: 'inventory', says }
    if (status === undefined) return [first, { at, from: 'shop', says: `no answer on ${order}` }]
    const answer = `${order}, ${status} ${String(fieldOf(said, 'is') ?? '')}`.trimEnd()
    return [first, { at, from: 'inventory', to: 'shop', says: answer }]
  }),
  ...asked.map(
    ({ at, says }): Moment =>
      says.startsWith('the warehouse')
        ? { at, from: 'warehouse', to: 'log', says }
        : { at, from: 'inventory', to: 'log', says },
  ),
]
