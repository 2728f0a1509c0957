import { aggregate, type DataOf, refuse } from '@watertight/domain'
import { dayOf, daysAfter } from '../intake/days.ts'
import {
  CallOffScreening,
  ConfirmJudgement,
  JudgeMatch,
  JudgementReturned,
  type List,
  MatchJudged,
  RecordScreening,
  RequestScreening,
  ReturnJudgement,
  ScreeningBlocked,
  ScreeningCalledOff,
  ScreeningHeld,
  ScreeningPassed,
  ScreeningRequested,
} from './language.ts'

type State =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Requested' }
  | { readonly is: 'Held'; readonly list: List }
  | {
      readonly is: 'Judged'
      readonly list: List
      readonly judgement: DataOf<typeof MatchJudged>
    }
  | { readonly is: 'Over' }

/** A list that is older says nothing about today. Our own figure. */
const oldestListDays = 7

/**
 * Whether nobody in an application is on the sanctions list. It fails closed: without an answer from a young list nothing goes on,
 * and a doubtful one waits for two people.
 */
export const PartyScreening = aggregate('PartyScreening', {
  commands: [
    RequestScreening,
    RecordScreening,
    JudgeMatch,
    ConfirmJudgement,
    ReturnJudgement,
    CallOffScreening,
  ],
  events: [
    ScreeningRequested,
    ScreeningPassed,
    ScreeningHeld,
    MatchJudged,
    JudgementReturned,
    ScreeningBlocked,
    ScreeningCalledOff,
  ],
  initial: (): State => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      RequestScreening: (_, __, { id }) => ScreeningRequested({ application: id }),
      CallOffScreening: () => [],
    },
    Requested: {
      RecordScreening: ({ list, matches }, _, { id, now }) => {
        const today = dayOf(now)
        if (list.publishedOn < daysAfter(today, -oldestListDays) || list.publishedOn > today)
          return refuse(
            'ListTooOld',
            `the list ${list.name} is of ${list.publishedOn}, and today is ${today}: it is asked again`,
          )
        return matches.length === 0
          ? ScreeningPassed({ application: id, list, clearedBy: [] })
          : ScreeningHeld({ application: id, list, matches })
      },
      CallOffScreening: (_, __, { id }) => ScreeningCalledOff({ application: id }),
    },
    Held: {
      JudgeMatch: (judgement, _, { id }) => MatchJudged({ application: id, ...judgement }),
      CallOffScreening: (_, __, { id }) => ScreeningCalledOff({ application: id }),
    },
    Judged: {
      ConfirmJudgement: ({ by }, { list, judgement }, { id }) => {
        const { by: judge, verdict, because } = judgement
        if (by === judge)
          return refuse('MakerIsChecker', `${by} judged this; another person must confirm it`)
        return verdict === 'false-match'
          ? ScreeningPassed({ application: id, list, clearedBy: [judge, by] })
          : ScreeningBlocked({ application: id, judge, confirmer: by, because })
      },
      ReturnJudgement: ({ by, because }, { judgement }, { id }) =>
        by === judgement.by
          ? refuse('MakerIsChecker', `${by} judged this; another person looks at it`)
          : JudgementReturned({ application: id, by, because }),
      CallOffScreening: (_, __, { id }) => ScreeningCalledOff({ application: id }),
    },
    Over: { CallOffScreening: () => [] },
  })
  .evolve({
    ScreeningRequested: () => ({ is: 'Requested' }),
    ScreeningPassed: () => ({ is: 'Over' }),
    ScreeningHeld: (_, { list }) => ({ is: 'Held', list }),
    MatchJudged: (state, judgement) =>
      state.is === 'Held' ? { ...state, is: 'Judged', judgement } : state,
    JudgementReturned: (state) =>
      state.is === 'Judged' ? { is: 'Held', list: state.list } : state,
    ScreeningBlocked: () => ({ is: 'Over' }),
    ScreeningCalledOff: () => ({ is: 'Over' }),
  })
