import { become, type DataOf, done, processManager, send } from '@watertight/domain'
import {
  CallOffInquiry,
  CreditDataOverdue,
  CreditDataReady,
  RequestReport,
} from '../credit-data/language.ts'
import { CallOffDecision, RequestDecision } from '../from-underwriting.ts'
import {
  ApplicationCompleted,
  ApplicationReceived,
  ApplicationWithdrawn,
  DecisionRecorded,
  StopApplication,
} from '../intake/language.ts'
import {
  CallOffScreening,
  RequestScreening,
  ScreeningBlocked,
  ScreeningPassed,
} from '../screening/language.ts'
import { type Credit, factsOf, type Known } from './facts.ts'

type Applicants = DataOf<typeof ApplicationReceived>['applicants']

interface Gathering {
  readonly applicants: Applicants
  readonly takenInBy: string | null
  readonly known: Known | null
  readonly isScreened: boolean
  readonly credit: Credit | null
  /** For how many rounds underwriting was asked. */
  readonly rounds: number
}

/** From the completed application to the decision: nobody is asked to decide before the screening has passed and the bureaus were heard, or their time was up. What was decided on anything but a sound report is decided again when there is one. */
export const Approval = processManager('Approval', {
  hears: [
    ApplicationReceived,
    ApplicationCompleted,
    ScreeningPassed,
    ScreeningBlocked,
    CreditDataReady,
    CreditDataOverdue,
    ApplicationWithdrawn,
    DecisionRecorded,
  ],
  sends: [
    RequestScreening,
    RequestReport,
    RequestDecision,
    StopApplication,
    CallOffScreening,
    CallOffInquiry,
    CallOffDecision,
  ],
  initial: (): Gathering => ({
    ...{ applicants: [], takenInBy: null, known: null },
    ...{ isScreened: false, credit: null, rounds: 0 },
  }),
}).on({
  events: {
    ApplicationReceived: ({ applicants, takenInBy }, gathering) =>
      become({ ...gathering, applicants, takenInBy }),
    ApplicationCompleted: ({ items, completedOn, apr, totalLoanAmount }, gathering, { id, at }) => [
      become({
        ...gathering,
        known: { items, completedOn, apr, totalLoanAmount, completedAt: at.toISOString() },
      }),
      send(id, RequestScreening({})),
      send(
        id,
        RequestReport({ purpose: 'credit transaction that the consumer asked for', completedOn }),
      ),
    ],
    ScreeningPassed: (_, gathering, { id }) => next(id, { ...gathering, isScreened: true }),
    CreditDataReady: ({ report, because }, gathering, { id, at }) =>
      next(id, {
        ...gathering,
        credit: { is: 'report', report, because, at: at.toISOString() },
      }),
    CreditDataOverdue: (_, gathering, { id, at }) =>
      next(id, { ...gathering, credit: { is: 'overdue', at: at.toISOString() } }),
    // no reason of a decision, and underwriting never hears of it
    ScreeningBlocked: (_, __, { id }) => [
      send(id, StopApplication({})),
      send(id, CallOffInquiry({})),
      done(),
    ],
    ApplicationWithdrawn: ({ because }, { rounds }, { id }) => [
      send(id, rounds > 0 ? CallOffDecision({ because }) : CallOffScreening({})),
      send(id, CallOffInquiry({})),
      done(),
    ],
    DecisionRecorded: ({ outcome }, { credit }, { id }) =>
      outcome === 'referred'
        ? []
        : [...(isSound(credit) ? [] : [send(id, CallOffInquiry({}))]), done()],
  },
  alarms: {},
  // two people have decided already, or it was withdrawn a moment ago
  refused: { CallOffDecision: () => [] },
})

function next(id: string, gathering: Gathering) {
  const { applicants, takenInBy, known, isScreened, credit, rounds } = gathering
  if (!isScreened || credit === null || known === null) return become(gathering)
  if (rounds > 0 && !isSound(credit)) return become(gathering)
  const round = rounds + 1
  return [
    become({ ...gathering, rounds: round }),
    send(id, RequestDecision({ round, applicants, takenInBy, facts: factsOf(known, credit) })),
  ]
}

const isSound = (credit: Credit | null) => credit?.is === 'report' && credit.because.length === 0
