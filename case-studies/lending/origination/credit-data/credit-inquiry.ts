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
  | ({ readonly is: 'Waiting' } & Known)
  | ({ readonly is: 'Asking'; readonly bureau: Bureau } & Known)
  | { readonly is: 'Over' }

interface Known {
  readonly kept: Kept | undefined
  /** A person looks at what there is; a sound report is asked for all the same. */
  readonly isTold: boolean
}

/** A report up to so many days old is fresh; up to so many it can be used, as degraded; an older one is none. Our own figures. */
const reportAge = Object.freeze({ freshDays: 30, usableDays: 120 })

/** The report on one application: one bureau is asked at a time, an outage is no answer, and no answer is no fact. It is over with a sound report, or when nobody needs one any more. */
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
      UseDegraded: (_, { kept, isTold }, { id }) => {
        if (isTold) return []
        return kept === undefined
          ? refuse('NothingKept', `${id} has no report that could be used`)
          : ready(id, kept)
      },
      GiveUpAsking: (_, known, { id }) => givenUp(id, known),
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
      GiveUpAsking: (_, known, { id }) => givenUp(id, known),
      CallOffInquiry: (_, __, { id }) => InquiryCalledOff({ application: id }),
    },
    Over: { CallOffInquiry: () => [], GiveUpAsking: () => [] },
  })
  .evolve({
    ReportRequested: () => ({ is: 'Waiting', kept: undefined, isTold: false }),
    BureauAsked: (state, { bureau }) => ({ is: 'Asking', bureau, ...knownIn(state) }),
    NoAnswerCame: (state) => ({ is: 'Waiting', ...knownIn(state) }),
    DegradedReportCame: (state, { report, because }) => ({
      ...{ is: 'Waiting', ...knownIn(state), kept: { report, because } },
    }),
    CreditDataReady: (state, { because }) =>
      because.length === 0 ? { is: 'Over' } : { is: 'Waiting', ...knownIn(state), isTold: true },
    CreditDataOverdue: (state) => ({ is: 'Waiting', ...knownIn(state), isTold: true }),
    InquiryCalledOff: () => ({ is: 'Over' }),
  })

const knownIn = (state: State): Known =>
  'kept' in state ? { kept: state.kept, isTold: state.isTold } : { kept: undefined, isTold: false }

const ready = (application: string, { report, because }: Kept) =>
  CreditDataReady({ application, report, because: [...because] })

function givenUp(application: string, { kept, isTold }: Known) {
  if (isTold) return []
  return kept === undefined ? CreditDataOverdue({ application }) : ready(application, kept)
}

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
