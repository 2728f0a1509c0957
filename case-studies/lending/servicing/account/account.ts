import { isRefusal, Money, type MoneyJson } from '@watertight/domain'
import { accruedInterest } from '../../rates/index.ts'
import type { Allocation } from '../language.ts'
import { agreedSchedule, type Terms } from './terms.ts'

/** What has happened to a loan's money: payments that were not returned, and fees. */
export type LedgerEntry =
  | { readonly is: 'payment'; readonly id: string; readonly on: string; readonly amount: MoneyJson }
  | { readonly is: 'fee'; readonly id: string; readonly on: string; readonly amount: MoneyJson }

/** What became of a payment. */
export interface Allocated {
  readonly payment: string
  readonly on: string
  readonly amount: Money
  readonly fees: Money
  readonly interest: Money
  readonly principal: Money
  /** Principal owed after it. */
  readonly balance: Money
}

export interface Instalment {
  readonly number: number
  readonly dueOn: string
  readonly amount: Money
  readonly interest: Money
  readonly principal: Money
  readonly balance: Money
}

/** A loan as of the end of a day. */
export interface Account {
  readonly principal: Money
  /** Earned and not paid: of earlier days, and of those since the last payment. */
  readonly interest: Money
  readonly fees: Money
  /** Everything together: what pays the loan off on that day. */
  readonly owed: Money
  readonly payments: readonly Allocated[]
  /** What payments were more than was owed when they came; a loan that is kept well has none. */
  readonly excess: Money
  /** Interest is earned from this day on. */
  readonly earnedFrom: string
  /** Agreed payments in order, with what of each is not paid. */
  readonly instalments: readonly (Instalment & { readonly unpaid: Money })[]
}

/**
 * The account of a loan as of the end of a day: its ledger folded in the order of days, whatever order it was told in. Interest is
 * simple, earned by days on the principal, rounded to the minor unit with each payment. Throws for terms that cannot be boarded.
 */
export function accountOn(terms: Terms, ledger: readonly LedgerEntry[], day: string): Account {
  const zero = Money.ofMinor(0, terms.amount.currency)
  const instalments = instalmentsOf(terms)
  let principal = Money.from(terms.amount)
  let [interest, fees, excess] = [zero, zero, zero]
  let earnedFrom = terms.interestFrom
  let credited = zero
  const payments: Allocated[] = []
  const earned = (to: string) =>
    to <= earnedFrom
      ? zero
      : sure(accruedInterest({ ...terms, balance: principal, from: earnedFrom, to }))

  for (const entry of inOrder(ledger)) {
    if (entry.on > day) break
    const amount = Money.from(entry.amount)
    if (entry.is === 'fee') {
      fees = fees.plus(amount)
      continue
    }
    interest = interest.plus(earned(entry.on))
    earnedFrom = later(earnedFrom, entry.on)
    const paid = allocate(terms.allocation, amount, { fees, interest, principal })
    fees = fees.minus(paid.fees)
    interest = interest.minus(paid.interest)
    principal = principal.minus(paid.principal)
    excess = excess.plus(paid.excess)
    credited = credited.plus(creditTo(instalments, credited, entry.on, amount))
    const { excess: _, ...parts } = paid
    payments.push({ payment: entry.id, on: entry.on, amount, ...parts, balance: principal })
  }
  interest = interest.plus(earned(day))
  const owed = principal.plus(interest).plus(fees)
  return {
    ...{ principal, interest, fees, owed, payments, excess, earnedFrom },
    instalments: unpaidOf(instalments, credited),
  }
}

export function instalmentsOf(terms: Terms): readonly Instalment[] {
  return sure(agreedSchedule(terms)).rows.map(
    ({ number, due, payment, interest, principal, balance }) => ({
      ...{ number, dueOn: due ?? '', amount: payment, interest, principal, balance },
    }),
  )
}

/** By days; a fee goes before a payment of the same day, others stay in the order they were told in. */
const inOrder = (ledger: readonly LedgerEntry[]): readonly LedgerEntry[] =>
  ledger.toSorted((a, b) =>
    a.on !== b.on ? (a.on < b.on ? -1 : 1) : a.is === b.is ? 0 : a.is === 'fee' ? -1 : 1,
  )

/** The policy is an order; what is left after it repays principal, and what is left then is too much. */
function allocate(
  allocation: Allocation,
  amount: Money,
  owed: { readonly fees: Money; readonly interest: Money; readonly principal: Money },
) {
  const order =
    allocation === 'fees-interest-principal'
      ? (['fees', 'interest', 'principal'] as const)
      : (['interest', 'fees', 'principal'] as const)
  let left = amount
  const paid = { ...owed }
  for (const part of order) {
    paid[part] = lesser(left, owed[part])
    left = left.minus(paid[part])
  }
  return { ...paid, excess: left }
}

/**
 * How much of a payment counts for instalments: for all that are due, and for the one that is due next. What is beyond prepays principal, and
 * the next instalment stays due. It counts whole, whatever went to fees: nobody is late because of an earlier late fee (12 CFR 1026.36(c)(2)).
 */
function creditTo(
  instalments: readonly Instalment[],
  credited: Money,
  on: string,
  amount: Money,
): Money {
  const next = instalments.findIndex(({ dueOn }) => dueOn > on)
  const due = instalments.slice(0, next < 0 ? instalments.length : next + 1)
  const wanted = due.reduce((sum, one) => sum.plus(one.amount), Money.ofMinor(0, amount.currency))
  const open = wanted.minus(credited)
  return open.isNegative() ? Money.ofMinor(0, amount.currency) : lesser(amount, open)
}

function unpaidOf(instalments: readonly Instalment[], credited: Money) {
  let left = credited
  return instalments.map((one) => {
    const paid = lesser(left, one.amount)
    left = left.minus(paid)
    return { ...one, unpaid: one.amount.minus(paid) }
  })
}

const later = (one: string, other: string): string => (one > other ? one : other)

const lesser = (one: Money, other: Money): Money => (one.compare(other) < 0 ? one : other)

function sure<T extends object>(answer: T): Exclude<T, { readonly refused: string }> {
  if (isRefusal(answer)) throw new RangeError(answer.because)
  return answer as never
}
