/** What fields and facts are called for people. */
const names: { readonly [name: string]: string } = {
  product: 'Purpose',
  lien: 'Lien',
  propertyKind: 'Kind of home',
  securedBy: 'Secured by',
  paymentFeature: 'Payments',
  loanAmount: 'Loan amount',
  totalLoanAmount: 'Total loan amount',
  pointsAndFees: 'Points and fees',
  propertyValue: 'Value of the home',
  termMonths: 'Term, months',
  noteRate: 'Note rate, %',
  apr: 'Annual percentage rate, %',
  apor: 'Average prime offer rate, %',
  prepaymentPenaltyMonths: 'Prepayment penalty, months',
  monthlyIncome: 'Income a month',
  monthlyDebts: 'Debts a month',
  propertyCosts: 'Taxes, insurance, dues a month',
  simultaneousPayment: 'Other loans on the home, a month',
  reserves: 'Cash left after closing',
  incomeIsVerified: 'Income is verified',
  employmentIsVerified: 'Employment is verified',
  employmentMonths: 'Months in this job',
  creditScore: 'Credit score',
  creditLines: 'Open credit lines',
  latePayments: 'Late payments, two years',
  recentInquiries: 'Inquiries, six months',
  hasOpenBankruptcy: 'Open bankruptcy',
  applicationCompletedOn: 'Application completed',
  rateLockedOn: 'Rate locked',
  consummationOn: 'Planned closing',
  actionTakenOn: 'Decided',
}

export const nameOf = (field: string): string => names[field] ?? spaced(field)

/** `score-review` and `noticeOverdue` as words. */
export const spaced = (word: string): string =>
  word
    .replaceAll('-', ' ')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()

const dollars = new Intl.NumberFormat('en-US', {
  // a share of an amount is exact, beyond the cent too
  ...{ style: 'currency', currency: 'USD', maximumFractionDigits: 4 },
})
const wholeDollars = new Intl.NumberFormat('en-US', {
  ...{ style: 'currency', currency: 'USD', maximumFractionDigits: 0 },
})

export const money = (amount: string): string =>
  (amount.endsWith('.00') ? wholeDollars : dollars).format(Number(amount))

/** A fact's value as it is shown: `300000.00 USD` is an amount. */
export const shownValue = (value: string): string => {
  const amount = /^(-?\d+\.\d{2}) USD$/.exec(value)?.[1]
  return amount === undefined ? value : money(amount)
}

const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' })
export const date = (text: string): string => day.format(new Date(text))

/** How many days are left until the end of a day; negative once it is over. */
export const daysUntil = (text: string, now = Date.now()): number =>
  Math.ceil((Date.parse(text) + 86_400_000 - now) / 86_400_000) - 1
