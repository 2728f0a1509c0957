import { aggregate, type DataOf, isRefusal, refuse } from '@watertight/domain'
import { missingIn } from './checklist.ts'
import { dayOf, daysAfter } from './days.ts'
import { unfitItems } from './fit-items.ts'
import type { Items } from './items.ts'
import {
  ApplicationCompleted,
  ApplicationOpened,
  ApplicationStopped,
  ApplicationWithdrawn,
  ClosedIncomplete,
  CloseIncomplete,
  DecisionRecorded,
  FileClosed,
  InformationAsked,
  ItemsProvided,
  OpenApplication,
  ProvideItems,
  RecordDecision,
  StopApplication,
  WithdrawApplication,
} from './language.ts'
import { priceOf } from './price.ts'

type File = DataOf<typeof ApplicationOpened>

type State =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Incomplete'; readonly file: File }
  | { readonly is: 'Complete'; readonly file: File }
  | { readonly is: 'Closed' }

/** Days in which an applicant is to send what is missing. A reasonable time, 12 CFR 1002.9(c)(2); the figure is ours. */
const daysToRespond = 30

/** An application from its first line to its end: complete once everything is there that the lender normally obtains. */
export const LoanApplication = aggregate('LoanApplication', {
  commands: [
    OpenApplication,
    ProvideItems,
    WithdrawApplication,
    CloseIncomplete,
    RecordDecision,
    StopApplication,
  ],
  events: [
    ApplicationOpened,
    InformationAsked,
    ItemsProvided,
    ApplicationCompleted,
    ApplicationWithdrawn,
    ClosedIncomplete,
    ApplicationStopped,
    DecisionRecorded,
    FileClosed,
  ],
  initial: (): State => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      // decided without having come in here: underwriting has synthetic ones of its own
      RecordDecision: () => [],
      OpenApplication: (received, _, { id }) => {
        const { receivedOn: askedOn } = received
        const file = { ...received, application: id }
        const completed = completedFrom(file, askedOn)
        if (isRefusal(completed)) return completed
        const missing = [...missingIn(file.product, file.items)]
        const respondBy = daysAfter(askedOn, daysToRespond)
        return [
          ApplicationOpened(file),
          completed ?? InformationAsked({ application: id, missing, askedOn, respondBy }),
        ]
      },
    },
    Incomplete: {
      ProvideItems: ({ items: more }, { file }, { id, now }) => {
        if (Object.keys(more).length === 0)
          return refuse('NothingProvided', 'no line is in it: name what is provided')
        const items: Items = { ...file.items, ...more }
        const unfit = unfitItems(items, file.receivedOn)
        if (unfit) return unfit
        const completed = completedFrom({ ...file, items }, dayOf(now))
        if (isRefusal(completed)) return completed
        const provided = ItemsProvided({ application: id, items: more })
        return completed ? [provided, completed] : [provided]
      },
      WithdrawApplication: ({ because }, { file }, { now }) => withdrawn(file, because, now),
      CloseIncomplete: (_, { file }, { now }) => [
        ClosedIncomplete({
          application: file.application,
          closedOn: dayOf(now),
          missing: [...missingIn(file.product, file.items)],
        }),
        closed(file),
      ],
    },
    Complete: {
      ProvideItems: (_, { file: { application } }) =>
        refuse(
          'AlreadyComplete',
          `${application} is complete and being decided; other facts are another application`,
        ),
      WithdrawApplication: ({ because }, { file }, { now }) => withdrawn(file, because, now),
      // its last item came while the time ran out
      CloseIncomplete: () => [],
      StopApplication: (_, { file }) => [
        ApplicationStopped({ application: file.application }),
        closed(file),
      ],
      RecordDecision: ({ outcome }, { file }) => {
        const recorded = DecisionRecorded({ application: file.application, outcome })
        return outcome === 'referred' ? [recorded] : [recorded, closed(file)]
      },
    },
    Closed: {
      WithdrawApplication: (_, __, { id }) =>
        refuse('AlreadyClosed', `${id} has its answer already; there is nothing to withdraw`),
      ProvideItems: (_, __, { id }) =>
        refuse('AlreadyClosed', `${id} is closed; other facts are another application`),
      // a decision about what was withdrawn meanwhile, or stopped, or closed before it was complete
      RecordDecision: () => [],
      StopApplication: () => [],
      CloseIncomplete: () => [],
    },
  })
  .evolve({
    ApplicationOpened: (_, file) => ({ is: 'Incomplete', file }),
    InformationAsked: (state) => state,
    ItemsProvided: (state, { items }) =>
      state.is === 'Incomplete'
        ? { ...state, file: { ...state.file, items: { ...state.file.items, ...items } } }
        : state,
    ApplicationCompleted: (state) =>
      state.is === 'Incomplete' ? { is: 'Complete', file: state.file } : state,
    ApplicationWithdrawn: () => ({ is: 'Closed' }),
    ClosedIncomplete: () => ({ is: 'Closed' }),
    ApplicationStopped: () => ({ is: 'Closed' }),
    DecisionRecorded: (state) => state,
    FileClosed: () => ({ is: 'Closed' }),
  })

/** Undefined while something is missing. */
function completedFrom({ application, product, items }: File, completedOn: string) {
  const price = priceOf(items)
  if (price && 'refused' in price) return price
  if (price === undefined || missingIn(product, items).length > 0) return undefined
  const { consummationOn = completedOn } = items
  if (consummationOn < completedOn)
    return refuse(
      'DatesOutOfOrder',
      `the closing is on ${consummationOn}, and the application is complete on ${completedOn}; give a later day`,
    )
  return ApplicationCompleted({ application, product, items, completedOn, ...price })
}

const closed = ({ application, product, identity, jointIdentity }: File) =>
  FileClosed({ application, product, identity, jointIdentity })

const withdrawn = (file: File, because: string, now: Date) => [
  ApplicationWithdrawn({ application: file.application, withdrawnOn: dayOf(now), because }),
  closed(file),
]
