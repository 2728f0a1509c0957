import type { BoundedContext, EventType, ProcessManager } from '@watertight/domain'
import type { EventStore, Recorded } from '@watertight/eventstore'
import { idOf } from '../names.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { type Ledger, runElsewhere } from './ledger.ts'
import type { Cause } from './outcome.ts'
import { Processes } from './tables.ts'

/** Positions of events that mean nothing here may be read again after a restart: this many at most. */
const passOver = 500
const firstPauseMs = 50
const longestPauseMs = 5_000

/** Hears the context's own log in order, from the checkpoint. An event that cannot be handled is tried again and never passed over. */
export function hearing(
  context: BoundedContext,
  manager: ProcessManager,
  store: EventStore<EventType>,
  { load, commit }: Ledger,
  { ports, redaction }: Pick<Telemetry, 'ports' | 'redaction'>,
) {
  const { clock, random, log } = ports
  const process = manager.name
  let stored = 0
  let position = 0
  let failing: string | undefined
  let pause = firstPauseMs

  async function open(): Promise<void> {
    const row = await store.rows(Processes).get({ process })
    if (row === undefined)
      await store.write([
        Processes.claim({ process, position: 0, running: 0, alarms: 0, sending: 0 }),
      ])
    stored = position = row?.position ?? 0
  }

  async function hear(event: Recorded<EventType>): Promise<void> {
    const about = { id: idOf(context.owns, event.stream), at: event.at }
    const instance = manager.instanceOf(event, about)
    const heard = { from: stored, to: event.position }
    for (let committed = false; !committed; ) {
      const before = await load(instance)
      const steps = before.row?.done === 1 ? [] : manager.react(event, before.state, about)
      committed = await commit(before, { steps, cause: causeOf(event), at: event.at, heard })
    }
    stored = event.position
    reached(event.position)
  }

  function reached(to: number): void {
    position = to
    failing = undefined
    pause = firstPauseMs
  }

  async function pass(to: number): Promise<void> {
    if (to - stored >= passOver) {
      const move = Processes.patch({ process }, { position: to }, { position: stored })
      const moved = await store.write([move])
      if (moved.is === 'taken') throw runElsewhere(process)
      stored = to
    }
    reached(to)
  }

  return {
    status: () => ({ position, ...(failing !== undefined && { failing }) }),

    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        try {
          await open()
          const where = { types: manager.hears as readonly EventType[] }
          for await (const page of store.subscribe({ after: position, signal, where })) {
            for (const event of page.events) {
              if (signal.aborted) return
              await hear(event)
            }
            await pass(page.position)
          }
        } catch (error) {
          if (signal.aborted) return
          const { name, message = name } = redaction.error(error)
          failing = message
          log('warn', `${process} cannot go on hearing, and tries again`, { error })
          await clock.sleep(pause * (0.5 + random.next()), signal).catch(() => {})
          pause = Math.min(pause * 2, longestPauseMs)
        }
      }
    },
  }
}

function causeOf({ id, meta: { correlation, trace } }: Recorded<EventType>): Cause {
  return {
    causation: id,
    ...(typeof correlation === 'string' && { correlation }),
    ...(typeof trace === 'string' && { trace }),
  }
}
