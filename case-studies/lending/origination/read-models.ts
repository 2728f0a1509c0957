import { projection } from '@watertight/domain'
import {
  BureauAsked,
  CreditDataOverdue,
  CreditDataReady,
  DegradedReportCame,
  InquiryCalledOff,
  NoAnswerCame,
} from './credit-data/language.ts'
import {
  ApplicationCompleted,
  ApplicationReceived,
  ApplicationStopped,
  ApplicationWithdrawn,
  ClosedIncomplete,
  DecisionRecorded,
  InformationAsked,
} from './intake/language.ts'
import {
  JudgementReturned,
  MatchJudged,
  ScreeningBlocked,
  ScreeningCalledOff,
  ScreeningHeld,
  ScreeningPassed,
  ScreeningRequested,
} from './screening/language.ts'

/** Applications of which the sanctions list is to be asked. */
export const ScreeningsDue = projection('ScreeningsDue', {
  hears: [ScreeningRequested, ScreeningPassed, ScreeningHeld, ScreeningCalledOff],
  columns: { application: 'text', since: 'integer' },
  key: ['application'],
  indexes: [['since']],
}).on({
  ScreeningRequested: ({ application }, { position }, rows) =>
    rows.put({ application, since: position }),
  ScreeningPassed: ({ application }, _, rows) => rows.remove({ application }),
  ScreeningHeld: ({ application }, _, rows) => rows.remove({ application }),
  ScreeningCalledOff: ({ application }, _, rows) => rows.remove({ application }),
})

/** Doubtful matches that people look at. */
export const Matches = projection('Matches', {
  hears: [
    ScreeningHeld,
    MatchJudged,
    JudgementReturned,
    ScreeningPassed,
    ScreeningBlocked,
    ScreeningCalledOff,
  ],
  columns: {
    application: 'text',
    /** The entries of the list that look like an applicant. */
    entries: 'text',
    judge: 'text?',
    verdict: 'text?',
    because: 'text?',
  },
  key: ['application'],
}).on({
  ScreeningHeld: ({ application, matches }, _, rows) =>
    rows.put({
      ...{ application, judge: null, verdict: null, because: null },
      entries: matches
        .map(
          ({ applicant, entry, likeness }) =>
            `${applicant} as ${entry}${likeness === null ? '' : `, ${likeness} %`}`,
        )
        .join('; '),
    }),
  MatchJudged: ({ application, by, verdict, because }, _, rows) =>
    rows.patch({ application }, { judge: by, verdict, because }),
  JudgementReturned: ({ application }, _, rows) =>
    rows.patch({ application }, { judge: null, verdict: null, because: null }),
  ScreeningPassed: ({ application }, _, rows) => rows.remove({ application }),
  ScreeningBlocked: ({ application }, _, rows) => rows.remove({ application }),
  ScreeningCalledOff: ({ application }, _, rows) => rows.remove({ application }),
})

/** Bureaus that are to be asked now. */
export const BureausDue = projection('BureausDue', {
  hears: [
    BureauAsked,
    NoAnswerCame,
    DegradedReportCame,
    CreditDataReady,
    CreditDataOverdue,
    InquiryCalledOff,
  ],
  columns: { application: 'text', bureau: 'text', since: 'integer' },
  key: ['application'],
  indexes: [['since']],
}).on({
  BureauAsked: ({ application, bureau }, { position }, rows) =>
    rows.put({ application, bureau, since: position }),
  NoAnswerCame: ({ application }, _, rows) => rows.remove({ application }),
  DegradedReportCame: ({ application }, _, rows) => rows.remove({ application }),
  CreditDataReady: ({ application }, _, rows) => rows.remove({ application }),
  CreditDataOverdue: ({ application }, _, rows) => rows.remove({ application }),
  InquiryCalledOff: ({ application }, _, rows) => rows.remove({ application }),
})

/** Every application and how far it is; no name and no number of a person. */
export const Applications = projection('Applications', {
  hears: [
    ApplicationReceived,
    InformationAsked,
    ApplicationCompleted,
    ScreeningPassed,
    ScreeningHeld,
    NoAnswerCame,
    DegradedReportCame,
    CreditDataReady,
    CreditDataOverdue,
    ApplicationWithdrawn,
    ClosedIncomplete,
    ApplicationStopped,
    DecisionRecorded,
  ],
  columns: {
    application: 'text',
    product: 'text',
    /** Received, incomplete, complete, referred, approved, counter-offered, declined, withdrawn, closed or stopped. */
    state: 'text',
    receivedOn: 'text',
    completedOn: 'text?',
    missing: 'text',
    respondBy: 'text?',
    /** Due, passed or held. */
    screening: 'text',
    /** Due, silent, degraded, sound or overdue. */
    credit: 'text',
    /** Why the last bureau gave no sound answer. */
    trouble: 'text?',
    since: 'integer',
  },
  key: ['application'],
  indexes: [['since'], ['state', 'since']],
}).on({
  ApplicationReceived: ({ application, product, receivedOn }, { position }, rows) =>
    rows.put({
      ...{ application, product, receivedOn, state: 'received', missing: '', completedOn: null },
      ...{ respondBy: null, screening: 'due', credit: 'due', trouble: null, since: position },
    }),
  InformationAsked: ({ application, missing, respondBy }, _, rows) =>
    rows.patch({ application }, { state: 'incomplete', missing: missing.join(', '), respondBy }),
  ApplicationCompleted: ({ application, completedOn }, _, rows) =>
    rows.patch({ application }, { state: 'complete', missing: '', completedOn }),
  ScreeningPassed: ({ application }, _, rows) =>
    rows.patch({ application }, { screening: 'passed' }),
  ScreeningHeld: ({ application }, _, rows) => rows.patch({ application }, { screening: 'held' }),
  NoAnswerCame: ({ application, bureau, why }, _, rows) =>
    rows.patch({ application }, { credit: 'silent', trouble: `${bureau}: ${why}` }),
  DegradedReportCame: ({ application, report: { bureau }, because }, _, rows) =>
    rows.patch(
      { application },
      { credit: 'degraded', trouble: `${bureau}: ${because.join('; ')}` },
    ),
  CreditDataReady: ({ application, because }, _, rows) =>
    rows.patch({ application }, { credit: because.length > 0 ? 'degraded' : 'sound' }),
  CreditDataOverdue: ({ application }, _, rows) =>
    rows.patch({ application }, { credit: 'overdue' }),
  ApplicationWithdrawn: ({ application }, _, rows) =>
    rows.patch({ application }, { state: 'withdrawn' }),
  ClosedIncomplete: ({ application }, _, rows) => rows.patch({ application }, { state: 'closed' }),
  ApplicationStopped: ({ application }, _, rows) =>
    rows.patch({ application }, { state: 'stopped' }),
  DecisionRecorded: ({ application, outcome }, _, rows) =>
    rows.patch({ application }, { state: outcome }),
})
