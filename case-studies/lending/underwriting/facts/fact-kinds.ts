import type { ProhibitedBasis } from './prohibited.ts'

/** What a fact is: an amount, a rate in percent, a whole number, a day, one of several words, yes or no. */
export type FactKind =
  | { readonly unit: 'money' | 'percent' | 'count' | 'day' | 'flag' }
  | { readonly unit: 'choice'; readonly choices: readonly [string, ...string[]] }

const money = { unit: 'money' } as const
const percent = { unit: 'percent' } as const
const count = { unit: 'count' } as const
const day = { unit: 'day' } as const
const flag = { unit: 'flag' } as const
const choice = <const C extends readonly [string, ...string[]]>(...choices: C) =>
  ({ unit: 'choice', choices }) as const

// a prohibited basis may be no key, whatever its value
type Permitted = { readonly [name: string]: FactKind } & { readonly [P in ProhibitedBasis]?: never }

/** Every fact that underwriting may know of an application. */
export const factKinds = {
  /** What the money is for. */
  product: choice('purchase', 'refinance', 'improvement'),
  lien: choice('first', 'subordinate'),
  propertyKind: choice('site-built', 'manufactured'),
  /** Personal property: a manufactured home without its land. */
  securedBy: choice('real-property', 'personal-property'),
  paymentFeature: choice('level', 'interest-only', 'balloon', 'negative-amortization'),

  /** The last item that the lender normally obtains has arrived: 12 CFR 1002.2(f). */
  applicationCompletedOn: day,
  /** The rate is set; it chooses the week of the average prime offer rate. */
  rateLockedOn: day,
  /** The borrower becomes bound. */
  consummationOn: day,
  /** The day of the decision. */
  actionTakenOn: day,

  loanAmount: money,
  /** The amount financed, less financed points and fees: 12 CFR 1026.32(b)(4)(i). */
  totalLoanAmount: money,
  pointsAndFees: money,
  propertyValue: money,
  termMonths: count,
  noteRate: percent,
  apr: percent,
  /** The average prime offer rate of a comparable transaction. */
  apor: percent,
  prepaymentPenaltyMonths: count,

  monthlyIncome: money,
  monthlyDebts: money,
  /** A month of taxes, insurance and dues: 12 CFR 1026.43(c)(2)(v). */
  propertyCosts: money,
  /** A month of other loans on the home: 12 CFR 1026.43(c)(2)(iv). */
  simultaneousPayment: money,
  reserves: money,
  incomeIsVerified: flag,
  employmentIsVerified: flag,
  employmentMonths: count,

  creditScore: count,
  creditLines: count,
  latePayments: count,
  recentInquiries: count,
  hasOpenBankruptcy: flag,
} as const satisfies Permitted

export type FactName = keyof typeof factKinds

/** What the engine works out from facts before it asks a rule. */
export const derivedKinds = {
  /** What repays the loan in equal payments at its note rate, to the cent: 12 CFR 1026.43(c)(5)(i). */
  monthlyPayment: money,
} as const satisfies Permitted
