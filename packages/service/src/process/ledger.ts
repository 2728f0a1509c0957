import type { EventType, ProcessManager, Write } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { ServiceError } from '../service-error.ts'
import { type Answer, type Before, outcome } from './outcome.ts'
import { type AlarmRow, Alarms, Instances, Processes } from './tables.ts'

/** What others have to look at after a commit. */
export interface Changes {
  alarms(): void
  commands(): void
}

/** An answer as the rows that make it so; none where it is over already. */
export interface Entry {
  readonly writes: readonly Write[]
  readonly changed: () => void
}

/** `changed`: the process is not any more as it was read. `elsewhere`: the checkpoint is not where it was left. */
export type Entered = 'entered' | 'changed' | 'elsewhere'

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

  async function load(instance: string): Promise<Before> {
    const row = await instances.get({ process, instance })
    return { process, instance, row, state: row ? JSON.parse(row.state) : manager.initial() }
  }

  /** `rings` is an alarm that must still be set. */
  async function entry(before: Before, answer: Answer, rings?: AlarmRow): Promise<Entry> {
    const { instance } = before
    const { steps } = answer
    const alarming = steps.some((step) => 'wake' in step || 'cancel' in step || 'done' in step)
    const sending = answer.refused || steps.some((step) => 'command' in step)
    const set = alarming ? await alarms.find({ where: { process, instance } }) : []
    if (rings && !set.some(({ alarm, due }) => alarm === rings.alarm && due === rings.due))
      return { writes: [], changed: () => {} }
    const names = set.map(({ alarm }) => alarm)
    return {
      writes: outcome(before, answer, names, targetOf),
      changed() {
        if (alarming) changes.alarms()
        if (sending) changes.commands()
      },
    }
  }

  /** Entries that are handed over one right after the other are made in this order, and share a sync to disk. */
  async function enter({ writes, changed }: Entry): Promise<Entered> {
    if (writes.length === 0) return 'entered'
    const stored = await store.write(writes)
    if (stored.is === 'taken') return stored.table === Processes.name ? 'elsewhere' : 'changed'
    changed()
    return 'entered'
  }

  return {
    load,
    entry,
    enter,

    /** False where the process has changed since it was read: read and answer again. */
    async commit(before: Before, answer: Answer, rings?: AlarmRow): Promise<boolean> {
      const entered = await enter(await entry(before, answer, rings))
      if (entered === 'elsewhere') throw runElsewhere(process)
      return entered === 'entered'
    },
  }
}
export type Ledger = ReturnType<typeof ledger>

export const runElsewhere = (process: string) =>
  new ServiceError('WT_PROCESS_SHARED', `another host runs ${process} for this log`, { process })
