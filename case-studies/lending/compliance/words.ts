import { z } from 'zod'

/** What the sub-languages of compliance share. */
export const ApplicationId = z.string().min(1).max(80)
/** A day that exists, `2026-02-28`. */
export const Day = z.iso.date()

/** A principal reason as underwriting gives it: its key, what the applicant is told, the code of 12 CFR 1003.4(a)(16). */
export const Reason = z.strictObject({
  code: z.string().min(1).max(60),
  text: z.string().min(1).max(200),
  hmda: z.int().min(1).max(9),
})
export type Reason = z.infer<typeof Reason>
export const Reasons = z.array(Reason)

export const NoticeKind = z.enum([
  ...(['approval', 'counter-offer', 'adverse-action', 'incompleteness'] as const),
  /** Nothing was decided: the law permits no credit. */
  'not-permitted',
])
export type NoticeKind = z.infer<typeof NoticeKind>

export const Outcome = z.enum(['approved', 'counter-offered', 'declined', 'referred'])
const Product = z.enum(['purchase', 'refinance', 'improvement'])

/** An amount as it is told. Less than nothing can be said, so that it is refused with a sentence. */
const Amount = z.strictObject({
  amount: z.string().regex(/^-?\d{1,12}(\.\d{2})?$/, 'expected dollars and cents such as 1250.50'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as USD'),
})
const Percent = z.string().regex(/^-?\d{1,3}(\.\d{1,4})?$/, 'expected percent such as 6.125')

/** What the register tells of a loan that was asked for: null where it is not known. */
export const AskedLoan = z.strictObject({
  product: Product,
  lien: z.enum(['first', 'subordinate']).nullable(),
  loanAmount: Amount.nullable(),
  termMonths: z.int().min(1).max(600).nullable(),
  propertyValue: Amount.nullable(),
  monthlyIncome: Amount.nullable(),
  ratePercent: Percent.nullable(),
  apr: Percent.nullable(),
  /** The average prime offer rate of a comparable loan. */
  apor: Percent.nullable(),
})
export type AskedLoan = z.infer<typeof AskedLoan>
