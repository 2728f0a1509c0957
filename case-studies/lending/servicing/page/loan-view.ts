import { Money } from '@watertight/domain'
import { accountOn, type Instalment } from '../account/account.ts'
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

/** What payments of the agreed schedule do in a year, or one of them in a short loan. */
export interface ViewPeriod {
  readonly label: string
  /** Its first day, and the first one after it. */
  readonly from: string
  readonly to: string
  readonly interest: Money
  readonly principal: Money
  /** Owed at its end. */
  readonly balance: Money
}

/** A loan of so many payments or fewer is shown payment by payment. */
const fewPayments = 36

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
  readonly consummatedOn: string
  readonly periods: readonly ViewPeriod[]
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
    consummatedOn: terms.consummatedOn,
    periods:
      instalments.length <= fewPayments
        ? byPayment(instalments, terms.consummatedOn)
        : byYear(instalments),
  }
}

const byPayment = (instalments: readonly Instalment[], begin: string): readonly ViewPeriod[] =>
  instalments.map(({ dueOn: to, interest, principal, balance }, index) => ({
    ...{ label: to.slice(0, 7), from: instalments[index - 1]?.dueOn ?? begin, to },
    ...{ interest, principal, balance },
  }))

function byYear(instalments: readonly Instalment[]): readonly ViewPeriod[] {
  const years = new Map<string, ViewPeriod>()
  for (const { dueOn, interest, principal, balance } of instalments) {
    const label = dueOn.slice(0, 4)
    const before = years.get(label)
    years.set(label, {
      ...{ label, from: `${label}-01-01`, to: `${Number(label) + 1}-01-01`, balance },
      interest: before?.interest.plus(interest) ?? interest,
      principal: before?.principal.plus(principal) ?? principal,
    })
  }
  return [...years.values()]
}
