import { z } from 'zod'
import type { Party } from '../intake/language.ts'
import type { Dialect } from './dialect.ts'
import { emptyFile, type FileOfOne, together } from './report.ts'

/** The dialect of Northstar that is understood here: JSON, amounts as decimals, a score from 300 to 850. */
const spoken = { major: 3, minor: 1 }

const found = z.object({
  ssn: z.string(),
  status: z.literal('FOUND'),
  lastUpdated: z.iso.datetime(),
  scores: z.array(z.object({ scale: z.string(), value: z.int().min(300).max(850) })),
  tradelines: z.object({ open: z.int().min(0), late30Plus24m: z.int().min(0) }),
  payments: z.object({ monthlyTotal: z.string().regex(/^\d{1,8}\.\d{2}$/) }),
  inquiries: z.object({ last6m: z.int().min(0) }),
  publicRecords: z.array(z.object({ kind: z.string(), status: z.string() })),
})
const unknown = z.object({ ssn: z.string(), status: z.literal('NO_RECORD') })
const Envelope = z.object({
  schema: z.string().regex(/^northstar\/\d{1,3}\.\d{1,3}$/),
  inquiry: z.string(),
})
const Answer = z.object({
  generatedAt: z.iso.datetime(),
  files: z.array(z.discriminatedUnion('status', [found, unknown])).min(1),
})

/** What Northstar says, in our words. */
export const northstar: Dialect = {
  path: '/northstar/inquiries',

  ask: (reference, parties: readonly Party[]) => ({
    schema: `northstar/${spoken.major}.${spoken.minor}`,
    inquiry: reference,
    purpose: 'CREDIT_APPLICATION',
    subjects: parties.map(({ taxId, name }) => ({ ssn: taxId, name })),
  }),

  read(said, reference, parties) {
    const { schema, inquiry } = Envelope.parse(said)
    if (inquiry !== reference) return undefined
    const [major, minor] = (schema.split('/')[1] ?? '').split('.').map(Number)
    if (major !== spoken.major)
      return { is: 'unreadable', why: `its dialect ${schema} is not understood here` }
    const { generatedAt, files } = Answer.parse(said)
    const asked = parties.map(({ taxId }) => taxId).sort()
    if (
      files
        .map(({ ssn }) => ssn)
        .sort()
        .join() !== asked.join()
    )
      return undefined
    const [first, ...more] = files.map(fileOf)
    if (first === undefined) return undefined
    const days = files.map((file) => ('lastUpdated' in file ? file.lastUpdated : generatedAt))
    return {
      is: 'report',
      report: {
        bureau: 'northstar',
        dialect: schema,
        asOf: (days.sort()[0] ?? generatedAt).slice(0, 10),
        profile: together([first, ...more]),
        doubts:
          minor === spoken.minor
            ? []
            : [
                `the dialect ${schema} is not ${spoken.major}.${spoken.minor}, of which this is a part`,
              ],
      },
    }
  },
}

function fileOf(file: z.infer<typeof found> | z.infer<typeof unknown>): FileOfOne {
  if (file.status === 'NO_RECORD') return emptyFile
  const { scores, tradelines, payments, inquiries, publicRecords } = file
  return {
    score: scores.find(({ scale }) => scale === '300-850')?.value ?? null,
    openLines: tradelines.open,
    latePayments: tradelines.late30Plus24m,
    recentInquiries: inquiries.last6m,
    hasOpenBankruptcy: publicRecords.some(
      ({ kind, status }) => kind === 'BANKRUPTCY' && status === 'OPEN',
    ),
    monthlyCents: BigInt(payments.monthlyTotal.replace('.', '')),
  }
}
