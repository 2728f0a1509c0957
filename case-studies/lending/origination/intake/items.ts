import { z } from 'zod'

/** An amount as JSON. Less than nothing can be said, so that it can be refused with a sentence. */
const Amount = z.strictObject({
  amount: z.string().regex(/^-?\d{1,11}\.\d{2}$/, 'expected dollars and cents such as 1250.50'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as USD'),
})
export const Day = z.iso.date().regex(/^(19|20)/, 'expected a day from 1900 to 2099')
const Percent = z
  .string()
  .regex(/^\d{1,2}(\.\d{1,4})?$/, 'expected percent such as 6.125, four decimals at most')
const Months = z.int().min(0).max(1_200)

export const Product = z.enum(['purchase', 'refinance', 'improvement'])
export type Product = z.infer<typeof Product>

const shape = {
  lien: z.enum(['first', 'subordinate']),
  propertyKind: z.enum(['site-built', 'manufactured']),
  securedBy: z.enum(['real-property', 'personal-property']),
  paymentFeature: z.enum(['level', 'interest-only', 'balloon', 'negative-amortization']),

  loanAmount: Amount,
  termMonths: z.int().min(1).max(600),
  propertyValue: Amount,
  /** A month of taxes, insurance and dues. */
  propertyCosts: Amount,
  /** A month of other loans on the home. */
  simultaneousPayment: Amount,

  monthlyIncome: Amount,
  /** What the applicant says; a bureau may know of more. */
  monthlyDebts: Amount,
  reserves: Amount,
  employmentMonths: Months,
  /** The papers have arrived and say what the applicant said. */
  incomeIsVerified: z.boolean(),
  employmentIsVerified: z.boolean(),

  // what the lender quotes
  noteRate: Percent,
  pointsAndFees: Amount,
  prepaymentPenaltyMonths: Months,
  /** The average prime offer rate of the week in which the rate is locked. */
  apor: Percent,
  rateLockedOn: Day,
  /** The day on which the borrower is to become bound. */
  consummationOn: Day,
}

/** The lines of an application: what is known of it so far. Nothing else may be in it, and nothing that no decision may know. */
export const Items = z.strictObject(shape).partial()
export type Items = z.infer<typeof Items>
export type ItemName = keyof typeof shape
export type Amount = z.infer<typeof Amount>

export const itemNames = Object.keys(shape) as readonly ItemName[]
