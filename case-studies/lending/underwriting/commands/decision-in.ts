import { type EventType, isRefusal, refuse } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { DecisionMade } from '../decision/language.ts'
import { type History, historyOf } from '../replay/history.ts'
import { failing } from './open-log.ts'

type Log = Pick<EventStore<EventType>, 'read' | 'readLog'>

/** The decision about an application; where there is none, the error names some that there are. */
export async function decisionIn(store: Log, application: string): Promise<History> {
  const history = await historyOf(store, application)
  if (!isRefusal(history)) return history
  if (history.refused !== 'DecisionUnknown') throw failing(history)
  const latest = await store
    .readLog<typeof DecisionMade>({ where: { types: [DecisionMade] }, backwards: true, limit: 3 })
    .toArray()
  if (latest.length === 0) throw nothingDecided()
  const names = latest.map(({ data }) => data.application).join(', ')
  throw failing(
    refuse('DecisionUnknown', `${history.because}. Name one that it has; decided last: ${names}`),
  )
}

/** Of a log without a decision: of another context, or of a system that has only just begun. */
export const nothingDecided = (): Error =>
  failing(
    refuse(
      'NothingDecided',
      'the log has no decision at all. See that it is the log of underwriting, and that the system has begun to decide',
    ),
  )
