import type { EventType, ProcessManager } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Ports } from '@watertight/ports'
import type { Ledger } from './ledger.ts'
import { type Lookout, lookout } from './lookout.ts'
import { type AlarmRow, Alarms } from './tables.ts'

const page = 100
const afterFailureMs = 5_000

/** Rings what is due, the earliest first: late after a pause, never not at all. */
export function ringing(
  manager: ProcessManager,
  store: EventStore<EventType>,
  { load, commit }: Ledger,
  ports: Pick<Ports, 'clock' | 'log'>,
): Lookout {
  const { clock, log } = ports
  const process = manager.name
  const alarms = store.rows(Alarms)

  async function ring(row: AlarmRow): Promise<void> {
    const { instance, alarm, correlation } = row
    const cause = {
      causation: `alarm:${process}/${instance}/${alarm}`,
      ...(correlation !== null && { correlation }),
    }
    const at = new Date(clock.wallTime())
    for (let committed = false; !committed; ) {
      const before = await load(instance)
      const answer = manager.ring(alarm, before.state, { id: instance, at })
      const isSet = answer.some((step) => 'wake' in step && step.wake === alarm)
      const steps = isSet ? answer : [{ cancel: alarm }, ...answer]
      committed = await commit(before, { steps, cause, at }, row)
    }
  }

  /** It keeps others from ringing no longer. */
  async function later(row: AlarmRow, error: unknown): Promise<void> {
    const { instance, alarm, due } = row
    log('warn', `the alarm ${alarm} of ${process} ${instance} failed, and rings again`, { error })
    const next = Math.floor(clock.wallTime()) + afterFailureMs
    await store.write([Alarms.patch({ process, instance, alarm }, { due: next }, { due })])
  }

  async function look(signal: AbortSignal): Promise<number> {
    for (;;) {
      const list = await alarms.find({ where: { process }, orderBy: ['due'], limit: page })
      if (list.length === 0) return Number.POSITIVE_INFINITY
      for (const row of list) {
        const wait = row.due - clock.wallTime()
        if (wait > 0) return wait
        if (signal.aborted) return 0
        await ring(row).catch((error) => later(row, error))
      }
    }
  }

  return lookout(`ringing the alarms of ${process}`, look, ports)
}
