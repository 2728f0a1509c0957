import type { LarRow } from './lar-header.ts'

/** An application as origination takes it, as far as a public row tells. */
export interface Imported {
  readonly id: string
  readonly body: {
    readonly product: string
    readonly applicants: readonly object[]
    readonly items: { readonly [line: string]: unknown }
  }
}
/** Why a row is no application here. */
export interface Skipped {
  readonly skipped: string
}

// 12 CFR 1003, appendix to the file specifications
const products: { readonly [code: string]: string } = {
  '1': 'purchase',
  '2': 'improvement',
  '31': 'refinance',
  '32': 'refinance',
}
const liens: { readonly [code: string]: string } = { '1': 'first', '2': 'subordinate' }
const noApplication: { readonly [code: string]: string } = {
  '6': 'a loan that was bought from another lender',
  '7': 'a request for a preapproval',
  '8': 'a request for a preapproval',
}
const noCoApplicant = '10'

/**
 * A public row as an application: what the public may know of it and no more. People, their numbers and addresses are made up, and
 * what is not published (debts, reserves, papers, days) is missing, so origination asks for it.
 */
export function applicationOf(row: LarRow, line: number): Imported | Skipped {
  const year = row.activity_year
  if (!/^20\d\d$/.test(year)) return { skipped: 'no year' }
  const other = noApplication[row.action_taken]
  if (other !== undefined) return { skipped: other }
  const product = products[row.loan_purpose]
  if (product === undefined) return { skipped: 'a purpose that no product here has' }
  for (const column of [
    ...(['reverse_mortgage', 'open-end_line_of_credit'] as const),
    ...(['business_or_commercial_purpose'] as const),
  ])
    if (row[column] === '1') return { skipped: 'a kind of loan that is not made here' }
  const loanAmount = dollars(row.loan_amount)
  if (loanAmount === undefined) return { skipped: 'no amount that can be read' }
  const id = `hmda-${year}-${line}`
  return {
    id,
    body: { product, applicants: people(id, line, row), items: linesOf(row, loanAmount) },
  }
}

function linesOf(row: LarRow, loanAmount: object) {
  const lines = {
    loanAmount,
    lien: liens[row.lien_status],
    termMonths: whole(row.loan_term),
    propertyValue: dollars(row.property_value),
    // thousands of dollars a year
    monthlyIncome: monthly(row.income),
    noteRate: percent(row.interest_rate),
    pointsAndFees: dollars(row.total_points_and_fees),
    prepaymentPenaltyMonths: whole(row.prepayment_penalty_term),
    propertyKind: { '1': 'site-built', '2': 'manufactured' }[row.construction_method],
    // a manufactured home without its land is personal property
    securedBy:
      row.manufactured_home_secured_property_type === '2' ? 'personal-property' : 'real-property',
    paymentFeature: featureOf(row),
  }
  return Object.fromEntries(Object.entries(lines).filter(([, value]) => value !== undefined))
}

const featureOf = (row: LarRow) =>
  row.negative_amortization === '1'
    ? 'negative-amortization'
    : row.balloon_payment === '1'
      ? 'balloon'
      : row.interest_only_payment === '1'
        ? 'interest-only'
        : 'level'

/** `NA`, `Exempt` and nothing are not known. */
const isNumber = (text: string) => /^\d{1,11}(\.\d+)?$/.test(text)
const usd = (amount: string) => ({ amount, currency: 'USD' })

function dollars(text: string) {
  if (!isNumber(text)) return undefined
  const [units = '', cents = ''] = text.split('.')
  return usd(`${units}.${cents.padEnd(2, '0').slice(0, 2)}`)
}

/** A twelfth of so many thousand dollars, in whole cents, rounded down. */
function monthly(thousands: string) {
  if (!/^\d{1,6}$/.test(thousands)) return undefined
  const cents = (BigInt(thousands) * 100_000n) / 12n
  return usd(`${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`)
}

const whole = (text: string) => (/^\d{1,3}$/.test(text) ? Number(text) : undefined)

const percent = (text: string) => /^\d{1,2}(\.\d{1,4})?/.exec(isNumber(text) ? text : '')?.[0]

/** Two numbers for each line, so that nobody applies twice. */
function people(id: string, line: number, row: LarRow) {
  const one = (letter: 'a' | 'b', role: string, number: number) => {
    const digits = String(number % 1_000_000).padStart(6, '0')
    return {
      ...{ id: `${id}-${letter}`, role, name: `Nobody of line ${line}`, birthDate: '1980-01-01' },
      taxId: `9${digits.slice(0, 2)}-00-${digits.slice(2)}`,
      address: '1 Public Record, Nowhere',
    }
  }
  const first = one('a', 'primary', line * 2)
  const isJoint = !['', noCoApplicant].includes(row['co-applicant_credit_score_type'])
  return isJoint ? [first, one('b', 'joint', line * 2 + 1)] : [first]
}
