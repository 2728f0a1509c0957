import { become, done, processManager, send, wake } from '@watertight/domain'
import { dayAfter } from '../../rates/index.ts'
import { ActionTaken, LoanNoted } from '../application-file/language.ts'
import { startOf } from '../day-of.ts'
import { NoticeSent } from '../notices/language.ts'
import { EndRetention, HoldLifted, HoldPlaced, RetentionEnded } from './language.ts'
import { filedOn, keptUntil } from './retention-clocks.ts'

interface State {
  /** The last day of the clock that runs longest; empty while none runs. */
  readonly until: string
  readonly holds: number
  /** The clocks have run out while somebody held the records. */
  readonly isOver: boolean
}

const byApplication = ({ application }: { readonly application: string }) => application

/** What happens to an application starts clocks; the longest one counts, a legal hold overrides them all. */
export const RetentionClock = processManager('RetentionClock', {
  hears: [NoticeSent, ActionTaken, LoanNoted, HoldPlaced, HoldLifted, RetentionEnded],
  sends: [EndRetention],
  alarms: ['RunsOut'],
  initial: (): State => ({ until: '', holds: 0, isOver: false }),
  instance: { NoticeSent: byApplication },
}).on({
  events: {
    NoticeSent: ({ postedOn }, state) => keep(state, keptUntil('notifiedOn', postedOn)),
    ActionTaken: ({ takenOn }, state) =>
      keep(state, longer(keptUntil('takenOn', takenOn), keptUntil('filedOn', filedOn(takenOn)))),
    LoanNoted: ({ consummatedOn }, state) => keep(state, keptUntil('consummatedOn', consummatedOn)),
    HoldPlaced: (_, state) => become({ ...state, holds: state.holds + 1 }),
    HoldLifted: (_, state, { id }) => {
      const holds = state.holds - 1
      const isFree = holds === 0 && state.isOver
      return [
        become({ ...state, holds }),
        ...(isFree ? [send(id, EndRetention({ keptUntil: state.until }))] : []),
      ]
    },
    RetentionEnded: () => done(),
  },
  alarms: {
    RunsOut: (state, { id }) =>
      state.holds > 0
        ? become({ ...state, isOver: true })
        : [become({ ...state, isOver: true }), send(id, EndRetention({ keptUntil: state.until }))],
  },
})

const longer = (one: string, other: string) => (one > other ? one : other)

function keep(state: State, until: string) {
  if (until <= state.until) return []
  return [
    become({ ...state, until, isOver: false }),
    wake('RunsOut', { at: startOf(dayAfter(until, 1)) }),
  ]
}
