import { aggregate, refuse } from '@watertight/domain'
import { dayOf, daysAfter } from '../intake/days.ts'
import {
  AskBureau,
  BureauAsked,
  CallOffInquiry,
  CreditDataOverdue,
  CreditDataReady,
  DegradedReportCame,
  GiveUpAsking,
  InquiryCalledOff,
  NoAnswerCame,
  RecordNoAnswer,
  RecordReport,
  ReportRequested,
  RequestReport,
  UseDegraded,
} from './language.ts'
import type { Bureau, CreditReport } from './report.ts'

/** The latest degraded report, while there is no better one. */
interface Kept {
  readonly report: CreditReport
  readonly because: readonly string[]
}

type State =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Waiting'; readonly kept: Kept | undefined }
  | { readonly is: 'Asking'; readonly bureau: Bureau; readonly kept: Kept | undefined }
  | { readonly is: 'Over' }

/** A report up to so many days old is fresh; up to so many it can be used, as degraded; an older one is none. Our own figures. */
const reportAge = Object.freeze({ freshDays: 30, usableDays: 120 })

/** The report on one application: one bureau is asked at a time, an outage is no answer, and no answer is no fact. */
export const CreditInquiry = aggregate('CreditInquiry', {
  commands: [
    RequestReport,
    AskBureau,
    RecordReport,
    RecordNoAnswer,
    UseDegraded,
    GiveUpAsking,
    CallOffInquiry,
  ],
  events: [
    ReportRequested,
    BureauAsked,
    NoAnswerCame,
    DegradedReportCame,
    CreditDataReady,
    CreditDataOverdue,
    InquiryCalledOff,
  ],
  initial: (): State => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      RequestReport: (request, _, { id }) => ReportRequested({ application: id, ...request }),
      CallOffInquiry: () => [],
    },
    Waiting: {
      AskBureau: ({ bureau }, _, { id }) => BureauAsked({ application: id, bureau }),
      UseDegraded: (_, { kept }, { id }) =>
        kept === undefined
          ? refuse('NothingKept', `${id} has no report that could be used`)
          : ready(id, kept),
      GiveUpAsking: (_, { kept }, { id }) => givenUp(id, kept),
      CallOffInquiry: (_, __, { id }) => InquiryCalledOff({ application: id }),
    },
    Asking: {
      RecordReport: ({ report }, { bureau }, { id, now }) => {
        if (report.bureau !== bureau)
          return refuse('AnotherAsked', `${id} waits for ${bureau}, not for ${report.bureau}`)
        const [age, fault] = ageOf(report, dayOf(now))
        if (fault) return NoAnswerCame({ application: id, bureau, why: fault })
        const because = [...report.doubts, ...age]
        return because.length === 0
          ? ready(id, { report, because })
          : DegradedReportCame({ application: id, report, because })
      },
      RecordNoAnswer: ({ bureau: from, why }, { bureau }, { id }) =>
        from === bureau
          ? NoAnswerCame({ application: id, bureau, why })
          : refuse('AnotherAsked', `${id} waits for ${bureau}, not for ${from}`),
      GiveUpAsking: (_, { kept }, { id }) => givenUp(id, kept),
      CallOffInquiry: (_, __, { id }) => InquiryCalledOff({ application: id }),
    },
    Over: { CallOffInquiry: () => [], GiveUpAsking: () => [] },
  })
  .evolve({
    ReportRequested: () => ({ is: 'Waiting', kept: undefined }),
    BureauAsked: (state, { bureau }) => ({ is: 'Asking', bureau, kept: keptIn(state) }),
    NoAnswerCame: (state) => ({ is: 'Waiting', kept: keptIn(state) }),
    DegradedReportCame: (_, { report, because }) => ({ is: 'Waiting', kept: { report, because } }),
    CreditDataReady: () => ({ is: 'Over' }),
    CreditDataOverdue: () => ({ is: 'Over' }),
    InquiryCalledOff: () => ({ is: 'Over' }),
  })

const keptIn = (state: State) => ('kept' in state ? state.kept : undefined)

const ready = (application: string, { report, because }: Kept) =>
  CreditDataReady({ application, report, because: [...because] })

const givenUp = (application: string, kept: Kept | undefined) =>
  kept === undefined ? CreditDataOverdue({ application }) : ready(application, kept)

/** What its age takes from a report, and why it is none at all. */
function ageOf({ asOf }: CreditReport, today: string): [readonly string[], string?] {
  // a clock of theirs may be a day ahead
  if (asOf > daysAfter(today, 1)) return [[], `the report is of ${asOf}, which has not come yet`]
  if (asOf < daysAfter(today, -reportAge.usableDays))
    return [[], `the report is of ${asOf}, too old to be used`]
  return asOf < daysAfter(today, -reportAge.freshDays)
    ? [[`the report is of ${asOf}, more than ${reportAge.freshDays} days old`]]
    : [[]]
}
