import { command, event } from '@watertight/domain'
import { z } from 'zod'
import { Day } from '../intake/items.ts'
import { Bureau, CreditReport } from './report.ts'

/** Why a report may be asked for at all: 15 USC 1681b(a)(3)(A). It is recorded before anybody is asked. */
const Purpose = z.literal('credit transaction that the consumer asked for')

// ---- commands

export const RequestReport = command('RequestReport', { purpose: Purpose, completedOn: Day })
export const AskBureau = command('AskBureau', { bureau: Bureau })
export const RecordReport = command('RecordReport', { report: CreditReport })
/** There was no answer, or none that anybody here understands. */
export const RecordNoAnswer = command('RecordNoAnswer', {
  bureau: Bureau,
  why: z.string().max(300),
})
/** The degraded report is what there is: a person looks at it. */
export const UseDegraded = command('UseDegraded', {})
/** The time for a decision runs out, and no bureau has answered. */
export const GiveUpAsking = command('GiveUpAsking', {})
/** Nobody needs a report any more. */
export const CallOffInquiry = command('CallOffInquiry', {})

// ---- events

const about = { application: z.string() }
export const ReportRequested = event('ReportRequested', {
  ...{ ...about, purpose: Purpose, completedOn: Day },
})
export const BureauAsked = event('BureauAsked', { ...about, bureau: Bureau })
export const NoAnswerCame = event('NoAnswerCame', { ...about, bureau: Bureau, why: z.string() })
/** A report that is not to be relied on: `because` says why. It is kept, and another bureau is asked. */
export const DegradedReportCame = event('DegradedReportCame', {
  ...{ ...about, report: CreditReport, because: z.array(z.string()) },
})
/** What underwriting will be told. Degraded where `because` says something: a sound one may follow, and be another round. */
export const CreditDataReady = event('CreditDataReady', {
  ...{ ...about, report: CreditReport, because: z.array(z.string()) },
})
/** No bureau has answered in time. Nothing is known, and nothing is held against anybody: a person looks, and the bureaus are asked on. */
export const CreditDataOverdue = event('CreditDataOverdue', about)
export const InquiryCalledOff = event('InquiryCalledOff', about)
