import type {
  BoundedContext,
  EventType,
  Message,
  ProcessManager,
  Refusal,
} from '@watertight/domain'
import { type EventStore, eventStore } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import type { Ports } from '@watertight/ports'
import { type Hosted, host } from '../host.ts'
import type { CommandClient } from '../process/deliver.ts'
import { processTables } from '../process/tables.ts'
import { BookTrip, tripsRunning } from './trips.ts'
import { type Asked, asking, until } from './world.ts'

type How = Parameters<CommandClient['send']>[2]
export type Answering = (
  id: string,
  command: Message,
  how: How,
) => Promise<Refusal | undefined> | Refusal | undefined

/** A host of trips that runs one process manager and calls this instead of the hotels. */
export async function tripsWith(
  ports: Ports,
  manager: ProcessManager,
  answer: Answering = () => undefined,
): Promise<Trips> {
  const client: CommandClient = {
    send: async (id, command, how) => (await answer(id, command, how)) ?? { is: 'accepted' },
  }
  const hosted = await host(ports, { context: tripsRunning(manager), clientFor: () => client })
  const ask = asking(ports, 'trips')
  const status = async () => (await ask('GET', '/status')).body.processes[manager.name]
  return {
    hosted,
    ask,
    status,
    book: (id, room = 'seaside') => ask('POST', `/trip/${id}/book-trip`, BookTrip({ room }).data),
    settled: (wanted) =>
      until(ports, async () => {
        const now = await status()
        return Object.entries(wanted).every(([name, value]) => now[name] === value)
      }),
  }
}

export interface Trips {
  readonly hosted: Hosted
  ask(method: string, path: string, body?: unknown): Promise<Asked>
  status(): Promise<any>
  book(id: string, room?: string): Promise<Asked>
  /** Waits until the status of the process manager has these values. */
  settled(wanted: { readonly [name: string]: unknown }): Promise<void>
}

/** What happened to a trip, by name. */
export const told = async ({ hosted }: Pick<Trips, 'hosted'>, id: string) =>
  (await hosted.store.read(`trip-${id}`).toArray()).map(({ type }) => type)

/** The log of a context that runs processes, as its host opens it. */
export const logOf = (ports: Ports, context: BoundedContext): Promise<EventStore<EventType>> =>
  eventStore<EventType>({
    engine: sqlite({ storage: ports.storage, name: context.name }),
    events: context.owns.flatMap((owner) => owner.events as EventType[]),
    tables: processTables,
    ports,
  })
