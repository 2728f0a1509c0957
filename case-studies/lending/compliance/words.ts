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

export const NoticeKind = z.enum(['approval', 'counter-offer', 'adverse-action', 'incompleteness'])
export type NoticeKind = z.infer<typeof NoticeKind>

export const Outcome = z.enum(['approved', 'counter-offered', 'declined', 'referred'])
export const Product = z.enum(['purchase', 'refinance', 'improvement'])
