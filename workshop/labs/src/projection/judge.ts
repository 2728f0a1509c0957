import type { Failing, Judgement, Moment } from '../lab.ts'
import { fieldOf } from '../stage/ask.ts'
import { inMs, judgeBy } from '../stage/judging.ts'
import type { FeedEvent } from './ledger.ts'
import type { SeenBalance, SeenProjection } from './play.ts'
import type { ProjectionScenario } from './scenario.ts'

/** With so many events behind it, a restart has something to go on from. */
const muchRead = 8

interface Balance {
  readonly owed: number
  readonly entries: number
}

/** The gravest first. */
const rules = [wrongInTheEnd, neverWas, reread, wentBack, useless]

export const judgeProjection = (scenario: ProjectionScenario, seen: SeenProjection): Judgement =>
  judgeBy(rules, scenario, seen, seen.restarts.length > 0)

function wrongInTheEnd(
  _: ProjectionScenario,
  { last, pages, events }: SeenProjection,
): Failing | undefined {
  for (const { loan, status, said, happened } of last) {
    const right = foldOf(happened, loan)
    const balance = balanceIn(said)
    if (status !== 200 || !balance || isSame(balance, right)) continue
    const facts = { expected: `${loan}: ${wordsOf(right)}`, measured: wordsOf(balance) }
    const isRead = pages.some(({ positions }) => positions.includes(events))
    if (!isRead)
      return {
        code: 'BEHIND',
        says: 'Your service has stopped following the ledger.',
        ...facts,
      }
    if (balance.entries > right.entries)
      return { code: 'COUNTED_TWICE', says: 'An event was counted more than once.', ...facts }
    if (balance.entries < right.entries)
      return { code: 'LOST', says: 'An event was passed over.', ...facts }
    return { code: 'WRONG_BALANCE', says: 'The balance is not what the events say.', ...facts }
  }
  return undefined
}

/** A balance of some moment may be old, but one that was at no moment is made up. */
function neverWas(_: ProjectionScenario, { balances }: SeenProjection): Failing | undefined {
  for (const { loan, status, said, happened, at } of balances) {
    const balance = balanceIn(said)
    if (status !== 200 || !balance) continue
    const ever = [...happened.keys(), happened.length].map((to) =>
      foldOf(happened.slice(0, to), loan),
    )
    if (ever.some((it) => isSame(it, balance))) continue
    const [nearest] = ever.filter(({ entries }) => entries === balance.entries)
    return {
      code: 'NEVER_WAS',
      says: 'Somebody was shown a balance that was at no moment so.',
      expected: `${loan} as it was at some moment${nearest ? `: ${wordsOf(nearest)}` : ''}`,
      measured: `${wordsOf(balance)} at ${inMs(at)}`,
    }
  }
  return undefined
}

function wentBack(_: ProjectionScenario, { balances, last }: SeenProjection): Failing | undefined {
  const answered = [...balances, ...last].filter(({ status }) => status === 200)
  for (const earlier of answered) {
    const before = balanceIn(earlier.said)
    const later = answered.find(
      (it) =>
        it.loan === earlier.loan &&
        it.sentAt > earlier.at &&
        (balanceIn(it.said)?.entries ?? 0) < (before?.entries ?? 0),
    )
    if (!later || !before) continue
    return {
      code: 'WENT_BACK',
      says: 'What somebody had seen already was gone again.',
      expected: `${earlier.loan} after ${inMs(earlier.at)}: ${wordsOf(before)}, or later`,
      measured: `${wordsOf(balanceIn(later.said) ?? before)} at ${inMs(later.at)}`,
    }
  }
  return undefined
}

function useless(_: ProjectionScenario, { last }: SeenProjection): Failing | undefined {
  const found = last.find(({ status, said }) => status !== 200 || !balanceIn(said))
  if (!found) return undefined
  return {
    code: 'USELESS',
    says: 'Your service does not say what is owed, though nothing has gone wrong for a while.',
    expected: `GET /balances/${found.loan} is 200 with owed and entries`,
    measured:
      found.status === undefined
        ? 'no answer'
        : `status ${found.status}, ${JSON.stringify(found.said)}`,
  }
}

function reread(
  _: ProjectionScenario,
  { pages, restarts, writes }: SeenProjection,
): Failing | undefined {
  for (const restart of restarts) {
    const before = writes.filter(({ at }) => at < restart)
    // what it tried to store was lost each time
    if (before.length > 0 && before.every(({ crash }) => crash === 'before')) continue
    const read = Math.max(
      0,
      ...pages.filter(({ at }) => at < restart).flatMap(({ positions }) => positions),
    )
    const next = pages.find(({ at }) => at > restart)
    if (read < muchRead || next?.after !== 0) continue
    return {
      code: 'REREAD',
      says: 'Your service begins from nothing each time: with ten years of events it would not come up.',
      expected: `after the start at ${inMs(restart)} the ledger is read from about ${read} on`,
      measured: `from ${next.after} on`,
    }
  }
  return undefined
}

/** What the events say: the measure of the read model. */
function foldOf(events: readonly FeedEvent[], loan: string): Balance {
  let [owed, entries] = [0, 0]
  for (const event of events) {
    if (event.loan !== loan) continue
    owed += event.type === 'PaymentReceived' ? -event.cents : event.cents
    entries++
  }
  return { owed, entries }
}

function balanceIn(said: unknown): Balance | undefined {
  const [owed, entries] = [fieldOf(said, 'owed'), fieldOf(said, 'entries')]
  return typeof owed === 'number' && typeof entries === 'number' ? { owed, entries } : undefined
}

const isSame = (one: Balance, other: Balance) =>
  one.owed === other.owed && one.entries === other.entries

const wordsOf = ({ owed, entries }: Balance) => `${owed} owed, ${entries} entries`

export function projectionStory(
  { requests }: ProjectionScenario,
  { balances, last, pages, writes, restarts }: SeenProjection,
): readonly Moment[] {
  return [
    ...requests.flatMap((it): readonly Moment[] =>
      it.is === 'event'
        ? [{ at: it.at, from: 'ledger', says: `${it.type} ${it.loan} ${it.cents}` }]
        : [],
    ),
    ...[...balances, ...last].flatMap(({ loan, sentAt, at, status, said }: SeenBalance) => {
      const asked: Moment = { at: sentAt, from: 'officers', to: 'balances', says: `${loan}?` }
      const balance = balanceIn(said)
      const says = `${loan}: ${status} ${balance ? wordsOf(balance) : ''}`.trimEnd()
      const answer: Moment =
        status === undefined
          ? { at, from: 'officers', says: `no answer on ${loan}` }
          : { at, from: 'balances', to: 'officers', says }
      return [asked, answer]
    }),
    ...pages.flatMap(({ at, after, positions, failed }): readonly Moment[] => {
      const says = failed ? 'answered 503' : `positions ${positions.join(', ')}`
      // what brings nothing is left out
      if (!failed && positions.length === 0) return []
      return [{ at, from: 'balances', to: 'ledger', says: `after ${after}: ${says}` }]
    }),
    ...writes.flatMap(({ at, keys, crash }): readonly Moment[] => {
      const stored = crash === 'before' ? 'is not stored' : 'is stored'
      const wrote: Moment = {
        at,
        from: 'balances',
        to: 'store',
        says: `${keys.join(', ')} ${stored}`,
      }
      return crash ? [wrote, { at, from: 'balances', says: 'dies' }] : [wrote]
    }),
    ...restarts.map((at): Moment => ({ at, from: 'balances', says: 'is started again' })),
  ]
}
