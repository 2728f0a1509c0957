import { aggregate, refuse } from '@watertight/domain'
import {
  EndRetention,
  HoldLifted,
  HoldPlaced,
  LiftHold,
  PlaceHold,
  RetentionEnded,
} from './language.ts'

type State =
  | { readonly is: 'Kept'; readonly holds: readonly string[] }
  | { readonly is: 'Ended'; readonly holds: readonly string[] }

/** The records of one application: kept while a clock runs or somebody holds them. */
export const Retention = aggregate('Retention', {
  commands: [PlaceHold, LiftHold, EndRetention],
  events: [HoldPlaced, HoldLifted, RetentionEnded],
  initial: (): State => ({ is: 'Kept', holds: [] }),
})
  .decide({
    Kept: {
      PlaceHold: ({ hold, because }, { holds }, { id }) =>
        holds.includes(hold)
          ? refuse('HoldKnown', `${hold} holds ${id} already`)
          : HoldPlaced({ application: id, hold, because }),
      LiftHold: ({ hold }, { holds }, { id }) =>
        holds.includes(hold)
          ? HoldLifted({ application: id, hold })
          : refuse('HoldUnknown', `no hold ${hold} is on ${id}`),
      // a hold that came in between goes first; lifting it asks again
      EndRetention: ({ keptUntil }, { holds }, { id }) =>
        holds.length > 0 ? [] : RetentionEnded({ application: id, keptUntil }),
    },
    Ended: {
      PlaceHold: (_, __, { id }) =>
        refuse('RetentionOver', `the records of ${id} need not be kept any more, and may be gone`),
      EndRetention: () => [],
    },
  })
  .evolve({
    HoldPlaced: (state, { hold }) => ({ ...state, holds: [...state.holds, hold] }),
    HoldLifted: (state, { hold }) => ({
      ...state,
      holds: state.holds.filter((one) => one !== hold),
    }),
    RetentionEnded: (state) => ({ ...state, is: 'Ended' }),
  })
