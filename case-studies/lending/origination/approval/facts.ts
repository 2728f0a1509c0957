import { Money, type MoneyJson } from '@watertight/domain'
import type { CreditReport } from '../credit-data/report.ts'
import type { Items } from '../intake/items.ts'

/** What is known of a completed application when a decision is asked for. */
export interface Known {
  readonly items: Items
  readonly completedOn: string
  readonly completedAt: string
  readonly apr: string
  readonly totalLoanAmount: MoneyJson
}

/** What the bureaus came to: a report with what is wrong about it, or nothing in time. */
export type Credit =
  | {
      readonly is: 'report'
      readonly report: CreditReport
      readonly because: readonly string[]
      readonly at: string
    }
  | { readonly is: 'overdue'; readonly at: string }

interface Fact<V> {
  readonly value: V
  readonly source: string
  readonly at: string
  readonly isDegraded?: true
}

/**
 * The facts that underwriting decides on. What came from a report that is not to be relied on is marked degraded, and so are the
 * debts where no bureau could confirm them: on such facts nobody is approved and nobody declined.
 */
export function factsOf(
  { items, completedOn, completedAt, apr, totalLoanAmount }: Known,
  credit: Credit,
) {
  const { monthlyDebts, ...lines } = items
  const said = <V>(value: V): Fact<V> => ({ value, source: 'application', at: completedAt })
  const stated = Object.fromEntries(
    Object.entries({ ...none, ...lines }).map(([name, value]) => [name, said(value)]),
  )
  return {
    ...stated,
    applicationCompletedOn: { value: completedOn, source: 'origination', at: completedAt },
    apr: { value: apr, source: 'Regulation Z, appendix J', at: completedAt },
    totalLoanAmount: {
      value: totalLoanAmount,
      source: 'loan less points and fees',
      at: completedAt,
    },
    ...(credit.is === 'report'
      ? reported(credit, monthlyDebts)
      : {
          monthlyDebts: {
            value: monthlyDebts,
            ...{
              source: 'application; no bureau answered',
              at: credit.at,
              isDegraded: true as const,
            },
          },
        }),
  }
}

/** Where nothing is said of these, there is none of it. */
const none: Items = {
  simultaneousPayment: { amount: '0.00', currency: 'USD' },
  prepaymentPenaltyMonths: 0,
}

function reported(
  { report, because, at }: Extract<Credit, { readonly is: 'report' }>,
  stated: MoneyJson | undefined,
) {
  const { bureau, dialect, asOf, profile } = report
  const isDegraded = because.length > 0
  const fact = <V>(value: V, source = `${bureau}, ${dialect}, as of ${asOf}`): Fact<V> => ({
    ...{ value, source, at },
    ...(isDegraded && { isDegraded: true }),
  })
  const { score, monthlyObligations } = profile
  const isMore =
    stated === undefined || Money.from(monthlyObligations).compare(Money.from(stated)) > 0
  return {
    ...(score !== null && { creditScore: fact(score) }),
    creditLines: fact(profile.openLines),
    latePayments: fact(profile.latePayments),
    recentInquiries: fact(profile.recentInquiries),
    hasOpenBankruptcy: fact(profile.hasOpenBankruptcy),
    // the greater of what was said and what is reported
    monthlyDebts: isMore
      ? fact(monthlyObligations)
      : fact(stated, `application, not less than ${bureau} reports`),
  }
}
