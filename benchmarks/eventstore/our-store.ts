import { type Engine, type EventStore, eventStore } from '@watertight/eventstore'
import { uuidv7 } from '@watertight/ports'
import { systemClock, systemRandom } from '@watertight/ports/node'
import { check } from '../measure/check.ts'
import { ItemAdded, items, meta, PlainItemAdded } from './events.ts'
import { cpuTime, type Lane, rateOf } from './lanes.ts'

export type Store = EventStore<typeof ItemAdded | typeof PlainItemAdded>

const ports = { clock: systemClock, ids: uuidv7(systemClock, systemRandom) }

export const openStore = (engine: Engine): Promise<Store> =>
  eventStore({ engine, events: [ItemAdded, PlainItemAdded], ports })

export interface Appender {
  /** So many appends at a time, of so many events each. */
  lane(loops: number, each: number): Lane
  /** Reads the whole log: every acknowledged event is there once, dense and in order, in the log and in each stream. */
  verify(): Promise<number>
}

export function appender(store: Store): Appender {
  let n = 0
  let acknowledged = 0
  return {
    lane: (loops, each) => ({
      slice: (ms) =>
        rateOf(ms, loops, each, async (loop) => {
          const events = items(n, each).map((it) => PlainItemAdded({ ...it }))
          n += each
          const answer = await store.append(`cart-${loop}`, events, { meta })
          check(answer.is === 'appended', `our append answered ${answer.is}`)
          acknowledged += each
        }),
    }),
    async verify() {
      const revisions = new Map<string, number>()
      let head = 0
      for await (const { position, revision, stream } of store.readLog()) {
        check(position === ++head, `position ${position} where ${head} was due`)
        const due = (revisions.get(stream) ?? 0) + 1
        check(revision === due, `${stream} is at ${revision} where ${due} was due`)
        revisions.set(stream, due)
      }
      check(head === acknowledged, `${acknowledged} acknowledged, ${head} stored`)
      return head
    },
  }
}

export const streams = 10

/** Ten streams of a thousand events. */
export async function fillStreams(store: Store): Promise<void> {
  for (let i = 0; i < streams; i++)
    await store.append(
      `read-${i}`,
      items(0, 1_000).map((it) => PlainItemAdded({ ...it })),
      { meta },
    )
}

/** Reads a stream of a thousand events with their envelopes, one after the other. */
export function rehydrating(store: Store): Lane {
  let which = 0
  async function readOne(): Promise<void> {
    const events = await store.read(`read-${which++ % streams}`).toArray()
    let sum = 0
    for (const { data, revision } of events) sum += data.quantity * revision
    const { meta: last, at, id } = events[999] ?? {}
    const isWhole = sum > 0 && last?.correlation === meta.correlation
    check(events.length === 1_000 && isWhole, 'a stream of 1,000 was not read whole')
    check(at instanceof Date && typeof id === 'string', 'an envelope is not whole')
  }
  return { slice: (ms) => rateOf(ms, 1, 1_000, readOne, cpuTime) }
}
