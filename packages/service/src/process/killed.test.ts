import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { clientFor } from '../client/client-for.ts'
import { decider as deciding } from '../decider.ts'
import { host } from '../host.ts'
import { telemetry } from '../telemetry/telemetry.ts'
import { logOf } from '../test-kit/processes.ts'
import { Booking, BookTrip, Hotels, tripsRunning } from '../test-kit/trips.ts'
import { inWorld, until } from '../test-kit/world.ts'
import { clientsOf } from './deliver.ts'
import { runProcess } from './run-process.ts'
import { Alarms, Commands, Instances, Processes } from './tables.ts'

const Trips = tripsRunning(Booking)

/** The process dies before or after its call number `at`: nothing it asks for is answered any more. */
interface Kill {
  readonly at: number
  readonly when: 'before' | 'after'
}

function mortal(kill: Kill | undefined) {
  let calls = 0
  let isDead = false
  let died = () => {}
  const death = new Promise<string>((resolve) => {
    died = () => resolve('dead')
  })
  const never = new Promise<never>(() => {})
  const die = () => {
    isDead = true
    died()
    return never
  }
  const guarded =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (isDead) return never
      const isLast = ++calls === kill?.at
      if (isLast && kill?.when === 'before') return die()
      const answer = await call(...given)
      if (isLast) return die()
      return isDead ? never : answer
    }
  return { guarded, death, calls: () => calls }
}

/** One life of the service on the storage of those before. */
async function live(ports: Ports, kill?: Kill) {
  const { guarded, death, calls } = mortal(kill)
  const store = await logOf(ports, Trips)
  const hand: EventStore<EventType> = {
    ...store,
    write: guarded(store.write) as typeof store.write,
    append: guarded(store.append) as typeof store.append,
    appendAll: guarded(store.appendAll) as typeof store.appendAll,
  }
  const clients = clientsOf(Trips, (language) => ({
    send: guarded(clientFor(ports)(language).send),
  }))
  const decider = deciding(Trips, hand, ports.clock, telemetry(Trips, ports))
  const process = runProcess(Trips, Booking, hand, decider, telemetry(Trips, ports), clients)
  const owner = new AbortController()
  return { store, process, signal: owner.signal, death, calls, end: () => owner.abort() }
}

type Life = Awaited<ReturnType<typeof live>>

async function isOver({ store, process }: Life): Promise<boolean> {
  const { position, running, alarms, sending } = await process.status()
  return position === (await store.head()) && running + alarms + sending === 0 && position > 2
}

/** What there is when all is done, without what chance and the clock gave to it. */
async function outcomeOf(ports: Ports, { store }: Life) {
  const hotels = await host(ports, { context: Hotels })
  const told = async (log: EventStore<EventType>, stream: string) =>
    (await log.read(stream).toArray()).map(({ type, data }) => ({ type, data }))
  const outcome = {
    streams: {
      a: await told(store, 'trip-a'),
      b: await told(store, 'trip-b'),
      seaside: await told(hotels.store, 'room-seaside'),
      attic: await told(hotels.store, 'room-attic'),
    },
    heads: [await store.head(), await hotels.store.head()],
    instances: await store.rows(Instances).find(),
    alarms: await store.rows(Alarms).find(),
    commands: await store.rows(Commands).find(),
    totals: await store.rows(Processes).find(),
  }
  await hotels.stop()
  return outcome
}

/** Books one trip to a room that is free and one to a room that is refused, and lives until all is done, through these deaths. */
async function story(...kills: readonly Kill[]) {
  const lives: Life[] = []
  let outcome: Awaited<ReturnType<typeof outcomeOf>> | undefined
  await inWorld(async (ports) => {
    const hotels = await host(ports, { context: Hotels })
    for (const kill of [...kills, undefined]) {
      const life = await live(ports, kill)
      lives.push(life)
      if (lives.length === 1) {
        const { execute } = deciding(Trips, life.store, ports.clock, telemetry(Trips, ports))
        await execute('a', BookTrip({ room: 'seaside' }))
        await execute('b', BookTrip({ room: 'attic' }))
      }
      void life.process.run(life.signal)
      const over = until(ports, () => isOver(life)).then(() => 'over')
      const ended = await Promise.race([over, life.death])
      life.end()
      if (ended === 'over') break
    }
    await hotels.stop()
    outcome = await outcomeOf(ports, lives.at(-1) as Life)
  })
  return { outcome, deaths: lives.length - 1, calls: (lives[0] as Life).calls() }
}

const types = (...names: readonly string[]) =>
  names.map((type) => expect.objectContaining({ type }))

describe('a process manager that is killed', () => {
  it('before or after any of its calls, and again in its next life, has done everything once in the end', async () => {
    const unharmed = await story()
    expect(unharmed.outcome).toMatchObject({
      streams: {
        a: types('TripBooked', 'TripPriced', 'TravellerReminded'),
        b: types('TripBooked', 'TripPriced', 'TripCalledOff', 'TravellerReminded'),
        seaside: [{ type: 'RoomReserved', data: { trip: 'a' } }],
        attic: [],
      },
      alarms: [],
      commands: [],
    })
    let at = 0
    for (let deaths = 1; deaths > 0; ) {
      at++
      deaths = 0
      for (const when of ['before', 'after'] as const)
        for (const times of [1, 2]) {
          const told = await story(...Array.from({ length: times }, () => ({ at, when })))
          expect(told.outcome, `killed ${when} call ${at}`).toEqual(unharmed.outcome)
          deaths += told.deaths
        }
    }
    expect(at).toBeGreaterThan(unharmed.calls)
  }, 60_000)
})
