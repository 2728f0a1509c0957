import { Money } from '@watertight/domain'
import { fieldOf } from '../stage/ask.ts'
import type { Command } from './scenario.ts'

/** Why a command may be refused. */
export const reasons = [
  'NotPossibleNow',
  'NotPositive',
  'OverLimit',
  'MoreThanOwed',
  'OwesStill',
  'NothingOwed',
  'Blocked',
] as const
export type Reason = (typeof reasons)[number]

/** A borrower's account as the rules have it. */
export interface Account {
  readonly is: 'New' | 'Open' | 'Closed'
  readonly owed: Money
  readonly limit: Money
}

/** An event that the learner's service has recorded, whatever it is. */
export interface CreditEvent {
  readonly type: string
  readonly ref: number
  readonly data: unknown
}

const usd = (text: string) => Money.parse(text, 'USD')
const zero = Money.zero('USD')

export const newAccount: Account = { is: 'New', owed: zero, limit: zero }

/** Why this is refused now; more than one reason may be right. Empty where it must be done. */
export function refusalsOf(
  account: Account,
  command: Command,
  isBlocked: boolean,
): readonly Reason[] {
  const { is, owed, limit } = account
  if (command.is === 'open') return is === 'New' ? [] : ['NotPossibleNow']
  const found: Reason[] = is === 'Open' ? [] : ['NotPossibleNow']
  if (command.is === 'close' && !owed.isZero()) found.push('OwesStill')
  if (command.is === 'schedule' && owed.isZero()) found.push('NothingOwed')
  if (command.is === 'draw' || command.is === 'repay') {
    const amount = usd(command.amount)
    if (!amount.isPositive()) found.push('NotPositive')
    if (command.is === 'draw' && owed.plus(amount).compare(limit) > 0) found.push('OverLimit')
    if (command.is === 'repay' && amount.compare(owed) > 0) found.push('MoreThanOwed')
    if (command.is === 'draw' && isBlocked) found.push('Blocked')
  }
  return found
}

export function after(account: Account, command: Command): Account {
  if (command.is === 'open') return { is: 'Open', owed: zero, limit: usd(command.limit) }
  if (command.is === 'draw') return { ...account, owed: account.owed.plus(usd(command.amount)) }
  if (command.is === 'repay') return { ...account, owed: account.owed.minus(usd(command.amount)) }
  return command.is === 'close' ? { ...account, is: 'Closed' } : account
}

const types = {
  open: 'Opened',
  draw: 'Drawn',
  repay: 'Repaid',
  schedule: 'Scheduled',
  close: 'Closed',
} as const

/** What is wrong with the event that a command became; undefined where it says just what was done. */
export function inexact(
  { type, data }: CreditEvent,
  command: Command,
  { owed }: Account,
): { readonly expected: string; readonly measured: string } | undefined {
  const expected = types[command.is]
  if (type !== expected) return { expected, measured: type }
  if (command.is === 'close') return undefined
  if (command.is === 'schedule') {
    const amounts = fieldOf(data, 'amounts')
    const shares = Array.isArray(amounts) ? amounts.map(cents) : []
    const sum = shares.reduce((all, it) => all + it, 0)
    const isEven = Math.max(...shares) - Math.min(...shares) <= 1
    if (shares.length === command.count && sum === owed.toMinorNumber() && isEven) return undefined
    return {
      expected: `${command.count} amounts, a cent apart at most, that sum to ${owed.toDecimal()}`,
      measured: JSON.stringify(amounts) ?? 'none',
    }
  }
  const [field, said] =
    command.is === 'open' ? ['limit', command.limit] : ['amount', command.amount]
  const found = fieldOf(data, field)
  if (found === said) return undefined
  return { expected: `${field} ${said}`, measured: `${field} ${String(found)}` }
}

/** Whole cents of a decimal with two digits behind the point; anything else is no money. */
const cents = (text: unknown): number =>
  typeof text === 'string' && /^\d{1,9}\.\d\d$/.test(text)
    ? Number(text.replace('.', ''))
    : Number.NaN
