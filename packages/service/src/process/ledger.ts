import type { EventType, ProcessManager } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { ServiceError } from '../service-error.ts'
import { type Answer, type Before, outcome } from './outcome.ts'
import { type AlarmRow, Alarms, Instances, Processes } from './tables.ts'

/** What others have to look at after a commit. */
export interface Changes {
  alarms(): void
  commands(): void
}

/** Reads processes and commits what their manager answers: state, alarms, commands and checkpoint in one transaction, or nothing. */
export function ledger(
  manager: ProcessManager,
  store: EventStore<EventType>,
  targetOf: (type: string) => string,
  changes: Changes,
) {
  const process = manager.name
  const instances = store.rows(Instances)
  const alarms = store.rows(Alarms)

  return {
    async load(instance: string): Promise<Before> {
      const row = await instances.get({ process, instance })
      return { process, instance, row, state: row ? JSON.parse(row.state) : manager.initial() }
    },

    /** False where the process has changed since it was read: read and answer again. `rings` is an alarm that must still be set. */
    async commit(before: Before, answer: Answer, rings?: AlarmRow): Promise<boolean> {
      const { instance } = before
      const { steps } = answer
      const alarming = steps.some((step) => 'wake' in step || 'cancel' in step || 'done' in step)
      const set = alarming ? await alarms.find({ where: { process, instance } }) : []
      if (rings && !set.some(({ alarm, due }) => alarm === rings.alarm && due === rings.due))
        return true
      const writes = outcome(
        before,
        answer,
        set.map(({ alarm }) => alarm),
        targetOf,
      )
      const stored = await store.write(writes)
      if (stored.is === 'taken' && stored.table === Processes.name) throw runElsewhere(process)
      if (stored.is === 'taken') return false
      if (alarming) changes.alarms()
      if (answer.refused || steps.some((step) => 'command' in step)) changes.commands()
      return true
    },
  }
}
export type Ledger = ReturnType<typeof ledger>

export const runElsewhere = (process: string) =>
  new ServiceError('WT_PROCESS_SHARED', `another host runs ${process} for this log`, { process })
