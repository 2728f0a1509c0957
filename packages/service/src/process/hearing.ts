import type { BoundedContext, EventType, ProcessManager } from '@watertight/domain'
import type { EventStore, Recorded } from '@watertight/eventstore'
import { idOf } from '../names.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { type Entry, type Ledger, runElsewhere } from './ledger.ts'
import type { Before, Cause } from './outcome.ts'
import { Processes } from './tables.ts'

/** Positions of events that mean nothing here may be read again after a restart: this many at most. */
const passOver = 500
/** Events that are answered at once: their commits share a sync to disk. */
const atOnce = 64
const firstPauseMs = 50
const longestPauseMs = 5_000

/** Hears the context's own log in order, from the checkpoint. An event that cannot be handled is tried again and never passed over. */
export function hearing(
  context: BoundedContext,
  manager: ProcessManager,
  store: EventStore<EventType>,
  { load, entry, enter }: Ledger,
  { ports, redaction }: Pick<Telemetry, 'ports' | 'redaction'>,
) {
  const { clock, random, log } = ports
  const process = manager.name
  const aboutOf = ({ stream, at }: Recorded<EventType>) => ({ id: idOf(context.owns, stream), at })
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

  /** The first events of different processes: what one of them answers does not rest on another. */
  function together(events: readonly Recorded<EventType>[]) {
    const heard = new Map<string, Recorded<EventType>>()
    for (const event of events) {
      const instance = manager.instanceOf(event, aboutOf(event))
      if (heard.has(instance) || heard.size === atOnce) break
      heard.set(instance, event)
    }
    return [...heard]
  }

  /** Answers to the first events, as many as may be answered at once; tells how many. Each is a commit of its own, in order, for each requires the checkpoint of the one before. */
  async function hear(events: readonly Recorded<EventType>[]): Promise<number> {
    const first = together(events)
    const read = await Promise.all(first.map(([instance]) => load(instance)))
    let from = stored
    let broken: { readonly error: unknown } | undefined
    const answered: Promise<Entry>[] = []
    for (const [n, [, event]] of first.entries()) {
      const before = read[n] as Before
      try {
        const steps =
          before.row?.done === 1 ? [] : manager.react(event, before.state, aboutOf(event))
        const heard = { from, to: event.position }
        answered.push(entry(before, { steps, cause: causeOf(event), at: event.at, heard }))
        from = event.position
      } catch (error) {
        broken = { error }
        break
      }
    }
    const entries = await Promise.all(answered)
    const ends = await Promise.allSettled(entries.map(enter))
    for (const [n, end] of ends.entries()) {
      if (end.status === 'rejected') throw end.reason
      // a process that has changed meanwhile is read again, and those behind it did not find the checkpoint
      if (end.value === 'changed') return n
      if (end.value === 'elsewhere') throw runElsewhere(process)
      stored = (first[n] as (typeof first)[number])[1].position
      reached(stored)
    }
    if (broken) throw broken.error
    return ends.length
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
            for (let done = 0; done < page.events.length; ) {
              if (signal.aborted) return
              done += await hear(page.events.slice(done, done + atOnce))
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
