import { command, event } from '@watertight/domain'
import { z } from 'zod'
import { ApplicationId, Day, NoticeKind, Reasons } from '../words.ts'

const Rule = z.strictObject({
  id: z.string(),
  citation: z.string(),
  /** The day that selected the version, by its name and itself. */
  dated: z.string(),
  on: Day,
})

const written = {
  application: ApplicationId,
  kind: NoticeKind,
  reasons: Reasons,
  /** Of a counter-offer: the loan that is offered, in dollars. */
  offer: z.string().nullable(),
  /** Of an incomplete application: what has not arrived, and by when it may. */
  missing: z.array(z.string().min(1).max(100)).max(30),
  answerBy: Day.nullable(),
  /** Of what was decided; null where nothing was. */
  decisionHash: z.string().nullable(),
  rule: Rule,
  dueOn: Day,
}

/** Write what an applicant is told. One cause has one notice of a kind: its id is made of them. */
export const WriteNotice = command('WriteNotice', written)
/** The letter shop has taken it. */
export const RecordPosting = command('RecordPosting', { letter: z.string(), postedOn: Day })

/** Frozen: text, reasons and the hash of the decision never change. */
export const NoticeWritten = event('NoticeWritten', {
  notice: z.string(),
  ...written,
  text: z.string(),
  /** SHA-256 of the text. */
  textHash: z.string(),
  writtenOn: Day,
})
export const NoticeSent = event('NoticeSent', {
  notice: z.string(),
  application: ApplicationId,
  kind: NoticeKind,
  letter: z.string(),
  postedOn: Day,
  dueOn: Day,
  answerBy: Day.nullable(),
  isLate: z.boolean(),
})
