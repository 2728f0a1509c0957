import { become, cancel, type Duration, done, processManager, send, wake } from '@watertight/domain'
import { daysAfter } from '../intake/days.ts'
import {
  AskBureau,
  CreditDataOverdue,
  CreditDataReady,
  DegradedReportCame,
  GiveUpAsking,
  InquiryCalledOff,
  NoAnswerCame,
  ReportRequested,
  UseDegraded,
} from './language.ts'
import { type Bureau, bureaus } from './report.ts'

/** Until both bureaus are asked again, after each round of them; the last one stays. */
const pauses = [
  '1 minute',
  '5 minutes',
  '15 minutes',
  '1 hour',
  '4 hours',
] as const satisfies readonly Duration[]

/** After so many rounds without a sound report a degraded one is used. */
const roundsForSound = 3

/** Days after the completed application on which a person looks, whatever is known: five before the notice is due. */
const giveUpAfterDays = 25

interface Asking {
  /** Rounds of all bureaus that brought no sound report. */
  readonly rounds: number
  readonly hasDegraded: boolean
  /** A person looks at what there is. */
  readonly isTold: boolean
}

/**
 * Asks one bureau, then the other, then both again later: an outage is waited out, and never counts against anybody. When time runs out, or
 * nothing better comes, a person is given what there is; and both are asked on, for a sound report leads to another round of the decision.
 */
export const BureauInquiry = processManager('BureauInquiry', {
  hears: [
    ReportRequested,
    NoAnswerCame,
    DegradedReportCame,
    CreditDataReady,
    CreditDataOverdue,
    InquiryCalledOff,
  ],
  sends: [AskBureau, UseDegraded, GiveUpAsking],
  alarms: ['AskAgain', 'TimeRunsOut'],
  initial: (): Asking => ({ rounds: 0, hasDegraded: false, isTold: false }),
}).on({
  events: {
    ReportRequested: ({ completedOn }, _, { id }) => [
      send(id, AskBureau({ bureau: bureaus[0] })),
      wake('TimeRunsOut', { at: new Date(daysAfter(completedOn, giveUpAfterDays)) }),
    ],
    NoAnswerCame: ({ bureau }, asking, { id }) => next(id, bureau, asking),
    DegradedReportCame: ({ report: { bureau } }, asking, { id }) =>
      next(id, bureau, { ...asking, hasDegraded: true }),
    CreditDataReady: ({ because }, asking) => (because.length === 0 ? done() : askOn(asking)),
    CreditDataOverdue: (_, asking) => askOn(asking),
    InquiryCalledOff: () => done(),
  },
  alarms: {
    AskAgain: (_, { id }) => send(id, AskBureau({ bureau: bureaus[0] })),
    TimeRunsOut: (_, { id }) => send(id, GiveUpAsking({})),
  },
  // it was called off, or given up, while this was on its way
  refused: { AskBureau: () => [], UseDegraded: () => [] },
})

function next(id: string, asked: Bureau, asking: Asking) {
  const other = bureaus[bureaus.indexOf(asked) + 1]
  if (other !== undefined) return [become(asking), send(id, AskBureau({ bureau: other }))]
  const rounds = asking.rounds + 1
  const after = become({ ...asking, rounds })
  if (asking.hasDegraded && rounds >= roundsForSound && !asking.isTold)
    return [after, send(id, UseDegraded({}))]
  return [after, askAfter(rounds)]
}

const askAfter = (rounds: number) =>
  wake('AskAgain', { in: pauses[Math.min(Math.max(rounds, 1), pauses.length) - 1] ?? '4 hours' })

const askOn = (asking: Asking) => [
  become({ ...asking, isTold: true }),
  cancel('TimeRunsOut'),
  askAfter(asking.rounds),
]
