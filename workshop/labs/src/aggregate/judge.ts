import type { Failing, Judgement, Moment } from '../lab.ts'
import { fieldOf } from '../stage/ask.ts'
import { during, judgeBy } from '../stage/judging.ts'
import { type Account, after, inexact, newAccount, reasons, refusalsOf } from './model.ts'
import type { SeenAccount, SeenAggregate, SeenCommand } from './play.ts'
import type { AggregateScenario, Command } from './scenario.ts'

/** A message takes up to 20 ms each way. */
const wayMs = 50

/** The gravest first. */
const rules = [brokenRule, refusedAndRecorded, notRecorded, inexactMoney, late, noReason, useless]

export const judgeAggregate = (scenario: AggregateScenario, seen: SeenAggregate): Judgement =>
  judgeBy(
    rules,
    scenario,
    seen,
    seen.commands.some(({ status }) => status !== 200),
  )

/** How an event came in that must not be there: what is missing shows in the plainest of them. */
const ways = [
  { code: 'BROKEN_RULE', says: 'Your service did what must not be.' },
  { code: 'RACED', says: 'Two commands were checked before either was done.' },
  { code: 'SIDE_DOOR', says: 'An import brought in what a command would have been refused.' },
] as const

/** Walks through what was recorded, event by event. */
function brokenRule({ requests }: AggregateScenario, seen: SeenAggregate): Failing | undefined {
  const found: { readonly way: number; readonly facts: Pick<Failing, 'expected' | 'measured'> }[] =
    []
  for (const { borrower, events } of seen.accounts) {
    let account = newAccount
    for (const { ref, type } of events) {
      const request = requests.find(({ commands }) => commands.some((it) => it.ref === ref))
      const command = request?.commands.find((it) => it.ref === ref)
      if (!request || !command)
        return {
          code: 'NOT_ASKED',
          says: 'Your service recorded what nobody asked for.',
          expected: 'an event for each command, with its ref',
          measured: `${borrower}: ${type} ${ref}`,
        }
      const [reason] = refusalsOf(account, command, false)
      const isRaced = seen.commands.some(
        (it) =>
          it.request !== request && it.request.borrower === borrower && overlaps(it, seen, ref),
      )
      if (reason)
        found.push({
          way: request.isImport ? 2 : isRaced ? 1 : 0,
          facts: {
            expected: `${borrower} is ${wordsOf(account)}: ${says(command)} is refused as ${reason}`,
            measured: `${type}, ${ref}`,
          },
        })
      account = after(account, command)
    }
  }
  const [first] = found.sort((one, other) => one.way - other.way)
  const way = ways[first?.way ?? 0]
  return first && way && { ...way, ...first.facts }
}

function overlaps(other: SeenCommand, { commands }: SeenAggregate, ref: number): boolean {
  const own = commands.find(({ request }) => request.commands.some((it) => it.ref === ref))
  return own !== undefined && other.sentAt < own.at && own.sentAt < other.at
}

function refusedAndRecorded(_: AggregateScenario, seen: SeenAggregate): Failing | undefined {
  for (const { request, status } of seen.commands) {
    const recorded = request.commands.filter(({ ref }) => isRecorded(ref, seen))
    if (status === 200 || status === undefined || recorded.length === 0) continue
    const isHalf = recorded.length < request.commands.length
    return {
      code: 'REFUSED_AND_RECORDED',
      says: isHalf
        ? 'Your service refused an import and kept half of it.'
        : 'Your service refused a command and did it.',
      expected: `nothing of ${request.commands.map(says).join('; ')}`,
      measured: recorded.map(says).join('; '),
    }
  }
  return undefined
}

function notRecorded(_: AggregateScenario, seen: SeenAggregate): Failing | undefined {
  for (const { request, status } of seen.commands) {
    const missing = request.commands.find(({ ref }) => !isRecorded(ref, seen))
    if (status !== 200 || !missing) continue
    return {
      code: 'NOT_RECORDED',
      says: 'Your service said that something was done, and it is in no event.',
      expected: `an event of ${says(missing)}`,
      measured: 'none',
    }
  }
  return undefined
}

function inexactMoney(
  { requests }: AggregateScenario,
  { accounts }: SeenAggregate,
): Failing | undefined {
  const commands = requests.flatMap((it) => it.commands)
  for (const { borrower, status, owed, events } of accounts) {
    let account = newAccount
    for (const event of events) {
      const command = commands.find(({ ref }) => ref === event.ref) as Command
      const found = inexact(event, command, account)
      if (found)
        return {
          code: 'INEXACT',
          says: 'An event does not say to the cent what was done.',
          ...found,
        }
      account = after(account, command)
    }
    const right = account.owed.toDecimal()
    if (status !== 200 || owed === right || (events.length === 0 && owed === undefined)) continue
    return {
      code: 'INEXACT',
      says: 'What is owed is not the sum of what was done.',
      expected: `${borrower} owes ${right}`,
      measured: String(owed),
    }
  }
  return undefined
}

function late(_: AggregateScenario, { commands, accounts }: SeenAggregate): Failing | undefined {
  const found = commands.find(({ status }) => status === undefined)
  const silent = accounts.find(({ status }) => status !== 200)
  if (!found && !silent) return undefined
  return {
    code: 'NO_ANSWER',
    says: 'Your service did not answer.',
    expected: found
      ? `an answer on ${found.request.commands.map(says).join('; ')}`
      : `GET /borrowers/${silent?.borrower} is 200`,
    measured: found ? 'none' : `status ${silent?.status}`,
  }
}

function noReason(_: AggregateScenario, { commands }: SeenAggregate): Failing | undefined {
  for (const { request, status, said } of commands) {
    const code = fieldOf(said, 'code')
    if (status === 200 || (status === 409 && reasons.some((it) => it === code))) continue
    return {
      code: 'NO_REASON',
      says: 'Your service refused and did not say why.',
      expected: `409 with one of ${reasons.join(', ')} on ${request.commands.map(says).join('; ')}`,
      measured: `status ${status}, code ${String(code)}`,
    }
  }
  return undefined
}

/** Where nothing else was under way for a borrower there is one right answer. */
function useless(scenario: AggregateScenario, seen: SeenAggregate): Failing | undefined {
  for (const it of seen.commands) {
    const { request, sentAt, at, status, said } = it
    const others = seen.commands.filter(
      (other) => other !== it && other.request.borrower === request.borrower,
    )
    if (status === 200 || others.some((other) => other.sentAt < at && sentAt < other.at)) continue
    const done = new Set(others.filter((other) => other.at <= sentAt).flatMap(refsOf))
    const events =
      accountOf(request.borrower, seen)?.events.filter(({ ref }) => done.has(ref)) ?? []
    const before = events.reduce(
      (account, { ref }) => after(account, commandOf(ref, scenario)),
      newAccount,
    )
    const blocked = blockedDuring(scenario, it)
    if (blocked === 'perhaps') continue
    const right = rightReasons(before, request.commands, blocked)
    const code = String(fieldOf(said, 'code'))
    if (right.some((reason) => reason === code)) continue
    const what = request.commands.map(says).join('; ')
    if (right.length === 0)
      return {
        code: 'USELESS',
        says: 'Your service refused what is possible.',
        expected: `${request.borrower} is ${wordsOf(before)}: ${what} is done`,
        measured: `refused as ${code}`,
      }
    return {
      code: 'WRONG_REASON',
      says: 'Your service refused for a reason that is none.',
      expected: `${request.borrower} is ${wordsOf(before)}: ${what} is refused as ${right.join(' or ')}`,
      measured: code,
    }
  }
  return undefined
}

/** Why all of them together are refused: by the first that is. */
function rightReasons(
  before: Account,
  commands: readonly Command[],
  isBlocked: boolean,
): readonly string[] {
  let account = before
  for (const command of commands) {
    const found = refusalsOf(account, command, isBlocked)
    if (found.length > 0) return isBlocked ? [...found, 'Blocked'] : found
    account = after(account, command)
  }
  return []
}

/** Whether risk blocks the borrower from the command's first message to its last. */
function blockedDuring(
  { faults }: AggregateScenario,
  { request, sentAt, at }: SeenCommand,
): boolean | 'perhaps' {
  const own = faults.filter((it) => it.kind === 'blocked' && it.borrower === request.borrower)
  if (own.some((it) => during(it, sentAt - wayMs) && during(it, at + wayMs))) return true
  const touches = own.some((it) => it.at < at + wayMs && sentAt - wayMs < it.at + it.for)
  return touches ? 'perhaps' : false
}

const refsOf = ({ request }: SeenCommand) => request.commands.map(({ ref }) => ref)
const commandOf = (ref: number, { requests }: AggregateScenario) =>
  requests.flatMap(({ commands }) => commands).find((it) => it.ref === ref) as Command
const accountOf = (borrower: string, { accounts }: SeenAggregate): SeenAccount | undefined =>
  accounts.find((it) => it.borrower === borrower)
const isRecorded = (ref: number, { accounts }: SeenAggregate) =>
  accounts.some(({ events }) => events.some((it) => it.ref === ref))

const wordsOf = ({ is, owed, limit }: Account) =>
  is === 'Open' ? `open and owes ${owed.toDecimal()} of ${limit.toDecimal()}` : is.toLowerCase()

function says(command: Command): string {
  const { is, ref } = command
  if (is === 'open') return `open ${ref} with a limit of ${command.limit}`
  if (is === 'schedule') return `schedule ${ref} in ${command.count}`
  return is === 'close' ? `close ${ref}` : `${is} ${ref} of ${command.amount}`
}

export function aggregateStory(
  { faults }: AggregateScenario,
  { commands, asked, accounts }: SeenAggregate,
): readonly Moment[] {
  const end = Math.max(0, ...commands.map(({ at }) => at))
  return [
    ...faults.map(({ kind, at }): Moment => ({ at, from: 'risk', says: `${kind} begins` })),
    ...commands.flatMap(({ request, sentAt, at, status, said }): readonly Moment[] => {
      const how = request.isImport ? 'import: ' : ''
      const what = `${request.borrower}: ${how}${request.commands.map(says).join('; ')}`
      const code =
        status === 200 ? 'done' : `${status ?? 'no answer'} ${String(fieldOf(said, 'code') ?? '')}`
      return [
        { at: sentAt, from: 'officers', to: 'credit', says: what },
        { at, from: 'credit', to: 'officers', says: code.trimEnd() },
      ]
    }),
    ...asked.map(({ at, borrower, isBlocked }) => ({
      ...{ at, from: 'credit', to: 'risk', says: `${borrower}? ${isBlocked ? 'blocked' : 'fine'}` },
    })),
    ...accounts.map(({ borrower, events, owed }) => ({
      ...{ at: end + 1, from: 'credit' },
      says: `${borrower} owes ${String(owed)}: ${events.map(({ type, ref }) => `${type} ${ref}`).join(', ')}`,
    })),
  ]
}
