import { z } from 'zod'
import { creditFile } from './credit-files.ts'
import { daysOld, type Fault } from './faults.ts'

export const NorthstarInquiry = z.strictObject({
  schema: z.string().regex(/^northstar\/3\.\d+$/),
  inquiry: z.string().min(1).max(200),
  purpose: z.literal('CREDIT_APPLICATION'),
  subjects: z
    .array(z.strictObject({ ssn: z.string().regex(/^\d{3}-\d{2}-\d{4}$/), name: z.string() }))
    .min(1)
    .max(4),
})

const dayMs = 86_400_000

/** Northstar speaks JSON, dollars as decimals, and a score from 300 to 850. */
export function northstarSays(
  { inquiry, subjects }: z.infer<typeof NorthstarInquiry>,
  fault: Fault,
  now: number,
): object {
  const generatedAt = new Date(now).toISOString()
  // a name for what was a number, as new versions have it
  if (fault === 'new-dialect')
    return {
      ...{ schema: 'northstar/4.0', inquiry, generated: generatedAt },
      consumers: subjects.map(({ ssn }) => ({ ssn, band: 'GOOD' })),
    }
  const lastUpdated = new Date(now - daysOld(fault) * dayMs).toISOString()
  const files = subjects.map(({ ssn }) => {
    const file = creditFile(ssn)
    if (file === undefined) return { ssn, status: 'NO_RECORD' }
    return {
      ...{ ssn, status: 'FOUND', lastUpdated },
      scores: [{ model: 'Northstar Score 4', scale: '300-850', value: file.score }],
      tradelines: { open: file.openLines, late30Plus24m: file.latePayments },
      payments: { monthlyTotal: (file.monthlyCents / 100).toFixed(2) },
      inquiries: { last6m: file.recentInquiries },
      publicRecords: file.isBankrupt ? [{ kind: 'BANKRUPTCY', status: 'OPEN' }] : [],
      ...(fault === 'newer-dialect' && { trended: { months: 24, direction: 'FLAT' } }),
    }
  })
  const schema = fault === 'newer-dialect' ? 'northstar/3.2' : 'northstar/3.1'
  return { schema, inquiry, generatedAt, files }
}
