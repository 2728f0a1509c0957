import { aggregate, type DataOf, type Refusal, refuse } from '@watertight/domain'
import { dayOf } from '../day-of.ts'
import { NoticeSent, NoticeWritten, RecordPosting, WriteNotice } from './language.ts'
import { noticeText, sha256 } from './notice-text.ts'

type State =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Written'; readonly notice: DataOf<typeof NoticeWritten> }
  | { readonly is: 'Sent' }

/** One thing an applicant is told, once: frozen when it is written, with the hash of the decision it tells of. */
export const Notice = aggregate('Notice', {
  commands: [WriteNotice, RecordPosting],
  events: [NoticeWritten, NoticeSent],
  initial: (): State => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      WriteNotice: (wanted, _, { id, now }) => {
        const wrong = unfit(wanted)
        if (wrong) return wrong
        const text = noticeText(wanted)
        return NoticeWritten({
          ...{ notice: id, ...wanted, text, textHash: sha256(text) },
          writtenOn: dayOf(now),
        })
      },
    },
    // one cause, one notice: asked again, nothing more is written
    Written: {
      WriteNotice: () => [],
      RecordPosting: ({ letter, postedOn }, { notice }) => {
        const { notice: id, application, kind, dueOn, answerBy } = notice
        return NoticeSent({
          ...{ notice: id, application, kind, letter, postedOn, dueOn, answerBy },
          isLate: postedOn > dueOn,
        })
      },
    },
    Sent: { WriteNotice: () => [], RecordPosting: () => [] },
  })
  .evolve({
    NoticeWritten: (_, notice) => ({ is: 'Written', notice }),
    NoticeSent: () => ({ is: 'Sent' }),
  })

type Unfit = Refusal<'ReasonsUnfit' | 'OfferMissing' | 'ItemsMissing' | 'DecisionUnknown'>

/** What a kind of notice must have, and must not. */
function unfit({
  kind,
  reasons,
  offer,
  missing,
  answerBy,
  decisionHash,
}: DataOf<typeof WriteNotice>): Unfit | undefined {
  const needsReasons = kind === 'adverse-action' || kind === 'counter-offer'
  const count = new Set(reasons.map(({ code }) => code)).size
  if (count !== reasons.length || (needsReasons ? count < 1 || count > 4 : count > 0))
    return refuse(
      'ReasonsUnfit',
      needsReasons
        ? `a notice of this kind has one to four different principal reasons, not ${reasons.length} (12 CFR 1002.9(b)(2))`
        : `a notice of ${kind} has no reasons`,
    )
  if ((kind === 'counter-offer') !== (offer !== null))
    return refuse('OfferMissing', 'a counter-offer, and nothing else, says what is offered instead')
  if (kind === 'incompleteness' && (missing.length === 0 || answerBy === null))
    return refuse(
      'ItemsMissing',
      'a notice of incompleteness names what has not arrived, and by when it may (12 CFR 1002.9(c)(2))',
    )
  const isOfDecision = kind !== 'incompleteness' && kind !== 'not-permitted'
  if (isOfDecision !== (decisionHash !== null))
    return refuse('DecisionUnknown', 'what tells of a decision, and nothing else, carries its hash')
  return undefined
}
