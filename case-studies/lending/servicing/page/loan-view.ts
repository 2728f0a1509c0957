import { Money } from '@watertight/domain'
import { accountOn } from '../account/account.ts'
import type { Serviced } from '../account/loan-account.ts'
import { ageOf } from '../delinquency/age.ts'

/** A row of the schedule as people read it. */
export interface ViewRow {
  readonly number: number
  readonly dueOn: string
  readonly amount: Money
  readonly interest: Money
  readonly principal: Money
  readonly balance: Money
  readonly state: 'paid' | 'paid in part' | 'overdue' | 'to come'
}

/** What a year of the agreed schedule does. */
export interface ViewYear {
  readonly year: string
  readonly interest: Money
  readonly principal: Money
  /** Owed at its end. */
  readonly balance: Money
}

export interface LoanView {
  readonly loan: string
  readonly on: string
  readonly amount: Money
  readonly ratePercent: string
  readonly instalment: Money
  readonly totalInterest: Money
  readonly owed: Money
  readonly principal: Money
  readonly interest: Money
  readonly fees: Money
  readonly overdue: Money
  readonly bucket: string
  readonly daysPastDue: number
  readonly rows: readonly ViewRow[]
  readonly years: readonly ViewYear[]
}

/** A loan as of the end of a day, ready to be shown. */
export function viewOf(
  loan: string,
  { terms, ledger }: Pick<Serviced, 'terms' | 'ledger'>,
  on: string,
): LoanView {
  const account = accountOn(terms, ledger, on)
  const { principal, interest, fees, owed, instalments } = account
  const zero = Money.ofMinor(0, terms.amount.currency)
  const isOver = owed.isZero()
  const unpaid = instalments
    .filter(({ dueOn }) => dueOn < on)
    .reduce((sum, one) => sum.plus(one.unpaid), zero)
  const stateOf = (one: (typeof instalments)[number]): ViewRow['state'] => {
    if (isOver || one.unpaid.isZero()) return 'paid'
    if (one.dueOn < on) return 'overdue'
    return one.unpaid.equals(one.amount) ? 'to come' : 'paid in part'
  }
  const years = new Map<string, ViewYear>()
  for (const { dueOn, ...row } of instalments) {
    const year = dueOn.slice(0, 4)
    const before = years.get(year) ?? { interest: zero, principal: zero }
    years.set(year, {
      ...{ year, balance: row.balance },
      interest: before.interest.plus(row.interest),
      principal: before.principal.plus(row.principal),
    })
  }
  const { bucket, daysPastDue } = ageOf(account, on)
  return {
    ...{ loan, on, principal, interest, fees, owed, bucket, daysPastDue },
    amount: Money.from(terms.amount),
    ratePercent: terms.ratePercent,
    instalment: instalments[0]?.amount ?? zero,
    totalInterest: instalments.reduce((sum, one) => sum.plus(one.interest), zero),
    overdue: unpaid.compare(owed) > 0 ? owed : unpaid,
    rows: instalments.map(({ unpaid: _, ...row }, index) => ({
      ...row,
      state: stateOf(instalments[index] as (typeof instalments)[number]),
    })),
    years: [...years.values()],
  }
}
