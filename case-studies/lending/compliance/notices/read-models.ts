import { projection } from '@watertight/domain'
import { DeadlineMissed, DeadlineNear } from '../application-file/language.ts'
import { NoticeSent, NoticeWritten } from './language.ts'

/** Notices that are written and not sent: the letter shop's to-do list. */
export const LettersDue = projection('LettersDue', {
  hears: [NoticeWritten, NoticeSent],
  columns: { notice: 'text', textHash: 'text', text: 'text', since: 'integer' },
  key: ['notice'],
  indexes: [['since']],
}).on({
  NoticeWritten: ({ notice, text, textHash }, { position: since }, rows) =>
    rows.put({ notice, text, textHash, since }),
  NoticeSent: ({ notice }, _, rows) => rows.remove({ notice }),
})

/** Every notice, and when it was due and sent. */
export const NoticeList = projection('NoticeList', {
  hears: [NoticeWritten, NoticeSent],
  columns: {
    notice: 'text',
    application: 'text',
    kind: 'text',
    text: 'text',
    decisionHash: 'text?',
    /** The rule's citation and the day that selected its version. */
    rule: 'text',
    dueOn: 'text',
    writtenOn: 'text',
    sentOn: 'text?',
  },
  key: ['notice'],
  indexes: [['application'], ['dueOn']],
}).on({
  NoticeWritten: (written, _, rows) => {
    const { notice, application, kind, text, decisionHash, rule, dueOn, writtenOn } = written
    return rows.put({
      ...{ notice, application, kind, text, decisionHash, dueOn, writtenOn },
      rule: `${rule.citation}, version by ${rule.dated} ${rule.on}`,
      sentOn: null,
    })
  },
  NoticeSent: ({ notice, postedOn: sentOn }, _, rows) => rows.patch({ notice }, { sentOn }),
})

/** What is near or missed, for a person. */
export const Deadlines = projection('Deadlines', {
  hears: [DeadlineNear, DeadlineMissed],
  columns: { application: 'text', duty: 'text', stage: 'text', dueOn: 'text' },
  key: ['application', 'duty'],
}).on({
  DeadlineNear: (near, _, rows) => rows.put(near),
  DeadlineMissed: (missed, _, rows) => rows.put({ ...missed, stage: 'missed' }),
})
