import { become, done, processManager, send, type Table } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { decider as deciding } from '../decider.ts'
import { host } from '../host.ts'
import { telemetry } from '../telemetry/telemetry.ts'
import { logOf, type Trips, told, tripsWith } from '../test-kit/processes.ts'
import {
  PriceTrip,
  TripBooked,
  TripCalledOff,
  TripPriced,
  tripsRunning,
} from '../test-kit/trips.ts'
import { asking, inWorld, until } from '../test-kit/world.ts'
import { runProcess } from './run-process.ts'
import { Instances, Processes } from './tables.ts'

const forever = new AbortController().signal
const stateOf = async ({ hosted }: Pick<Trips, 'hosted'>, instance: string) => {
  const row = await hosted.store.rows(Instances).get({ process: 'Pricing', instance })
  return row && { ...row, state: JSON.parse(row.state) }
}

interface Heard {
  readonly heard: number
}
/** Counts what it hears, prices what is booked, and is done when it is called off. */
const Pricing = processManager('Pricing', {
  hears: [TripBooked, TripPriced, TripCalledOff],
  sends: [PriceTrip],
  initial: (): Heard => ({ heard: 0 }),
}).on({
  events: {
    TripBooked: (_, { heard }, { id }) => [become({ heard: heard + 1 }), send(id, PriceTrip({}))],
    TripPriced: (_, { heard }) => become({ heard: heard + 1 }),
    TripCalledOff: () => done(),
  },
  alarms: {},
})

describe('a process manager that hears its log', () => {
  it('keeps a state for each process, and its commands have the event for a cause', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Pricing)
      const headers = { 'content-type': 'application/json' }
      const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
      const trace = `00-${traceId}-00f067aa0ba902b7-01`
      const call = { to: 'trips', method: 'POST', path: '/trip/a/book-trip', headers, trace }
      const deadline = ports.clock.now() + 1_000
      await ports.transport.call({ ...call, body: '{"room":"seaside"}', deadline })
      await trips.book('b')
      await trips.settled({ position: 4, sending: 0 })
      const [booked, priced] = await trips.hosted.store.read('trip-a').toArray()
      expect(priced).toMatchObject({
        type: 'TripPriced',
        meta: { causation: booked?.id, trace: expect.stringContaining(traceId) },
      })
      expect(await stateOf(trips, 'a')).toMatchObject({
        state: { heard: 2 },
        reactions: 2,
        sent: 1,
      })
      expect(await trips.status()).toEqual({
        position: 4,
        running: 2,
        alarms: 0,
        sending: 0,
        heldUp: [],
      })
    }))

  it('passes over what it hears once it is done', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Pricing)
      await trips.book('a')
      await trips.settled({ position: 2, running: 1 })
      await trips.ask('POST', '/trip/a/call-off', { why: 'rain' })
      await trips.settled({ position: 3, running: 0 })
      const before = await stateOf(trips, 'a')
      expect(before).toMatchObject({ done: 1, reactions: 3 })
      const { store } = trips.hosted
      await store.append('trip-a', [TripPriced({}), TripPriced({})])
      await trips.settled({ position: 5 })
      expect(await stateOf(trips, 'a')).toEqual(before)
    }))

  it('stores nothing of a process to which nothing has happened', () =>
    inWorld(async (ports) => {
      const quiet = processManager('Pricing', {
        hears: [TripBooked],
        sends: [],
        initial: () => 0,
      }).on({ events: { TripBooked: () => [] }, alarms: {} })
      const trips = await tripsWith(ports, quiet)
      await trips.book('a')
      await trips.settled({ position: 1, running: 0 })
      expect(await stateOf(trips, 'a')).toBe(undefined)
    }))

  it('moves its checkpoint over the events of others', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Pricing)
      const { store } = trips.hosted
      const others = Array.from({ length: 600 }, (_, n) => `trip-${n}`)
      const reminded = { type: 'TravellerReminded', data: {} }
      await store.appendAll(others.map((stream) => ({ stream, events: [reminded] })))
      await trips.settled({ position: 600 })
      await until(
        ports,
        async () => (await store.rows(Processes).get({ process: 'Pricing' }))?.position === 600,
      )
    }))

  it('goes on where it stopped, and does nothing again', () =>
    inWorld(async (ports) => {
      const first = await tripsWith(ports, Pricing)
      await first.book('a')
      await first.settled({ position: 2 })
      await first.hosted.stop()
      const second = await tripsWith(ports, Pricing)
      await second.book('b')
      await second.settled({ position: 4, sending: 0 })
      await ports.clock.sleep(10_000, forever)
      expect(await told(second, 'a')).toEqual(['TripBooked', 'TripPriced'])
      expect(await stateOf(second, 'a')).toMatchObject({ state: { heard: 2 }, reactions: 2 })
    }))

  it('tells the process of an event by what the event names', () =>
    inWorld(async (ports) => {
      const byRoom = processManager('Pricing', {
        hears: [TripBooked],
        sends: [],
        initial: (): Heard => ({ heard: 0 }),
        instance: { TripBooked: ({ room }: { room: string }) => room },
      }).on({
        events: { TripBooked: (_, { heard }) => become({ heard: heard + 1 }) },
        alarms: {},
      })
      const trips = await tripsWith(ports, byRoom)
      for (const id of ['a', 'b', 'c']) await trips.book(id, id === 'c' ? 'attic' : 'sea side/é')
      await trips.settled({ position: 3, running: 2 })
      expect(await stateOf(trips, 'sea side/é')).toMatchObject({ state: { heard: 2 } })
    }))

  it('stops at an event that it cannot handle, says so, and hears it again', () =>
    inWorld(async (ports) => {
      let broken = true
      const fragile = processManager('Pricing', {
        hears: [TripBooked],
        sends: [],
        initial: () => '',
      }).on({
        events: {
          TripBooked: ({ room }) => {
            if (broken && room === 'attic') throw new Error('no attics')
            return become(room)
          },
        },
        alarms: {},
      })
      const trips = await tripsWith(ports, fragile)
      for (const room of ['cellar', 'attic', 'seaside']) await trips.book(room, room)
      await trips.settled({ position: 1, running: 1, failing: 'no attics' })
      await ports.clock.sleep(60_000, forever)
      expect(await trips.status()).toMatchObject({ position: 1, failing: 'no attics' })
      broken = false
      await trips.settled({ position: 3, running: 3, failing: undefined })
    }))

  it('does not send what it has not listed, and says so', () =>
    inWorld(async (ports) => {
      const words = { hears: [TripBooked], sends: [], initial: () => '' } as const
      const sly = processManager('Pricing', words).on({
        events: { TripBooked: (_, __, { id }) => send(id, PriceTrip({})) as never },
        alarms: {},
      })
      const trips = await tripsWith(ports, sly)
      await trips.book('a')
      const failing = 'Pricing sends PriceTrip: list it among what the process manager sends'
      await trips.settled({ position: 0, failing, running: 0 })
    }))

  it('says no more that it fails once it can go on', () =>
    inWorld(async (ports) => {
      const context = tripsRunning(Pricing)
      const store = await logOf(ports, context)
      let failures = 3
      const subscribe: typeof store.subscribe = (options) => {
        if (failures-- > 0) throw new Error('disk I/O error')
        return store.subscribe(options)
      }
      const decider = deciding(context, store, ports.clock, telemetry(context, ports))
      const torn = { ...store, subscribe }
      const one = runProcess(context, Pricing, torn, decider, telemetry(context, ports), new Map())
      const owner = new AbortController()
      const ended = one.run(owner.signal)
      await until(ports, async () => (await one.status()).failing === 'disk I/O error')
      await until(ports, async () => (await one.status()).failing === undefined)
      owner.abort()
      await ended
      await store.close()
    }))

  it('goes on where another of the same context cannot', () =>
    inWorld(async (ports) => {
      const broken = processManager('Broken', {
        hears: [TripBooked],
        sends: [],
        initial: () => '',
      }).on({
        events: {
          TripBooked: () => {
            throw new Error('never')
          },
        },
        alarms: {},
      })
      await host(ports, { context: tripsRunning(Pricing, broken) })
      const ask = asking(ports, 'trips')
      await ask('POST', '/trip/a/book-trip', { room: 'seaside' })
      await until(ports, async () => {
        const { processes } = (await ask('GET', '/status')).body
        return processes.Pricing.position === 2 && processes.Broken.failing === 'never'
      })
    }))

  it('is told when another host runs it for the same log', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Pricing)
      await trips.book('a')
      await trips.settled({ position: 2 })
      const { store } = trips.hosted
      await store.write([Processes.patch({ process: 'Pricing' }, { position: 1 })])
      const told: unknown[] = []
      const seen = trips.status
      await trips.book('b')
      await until(ports, async () => {
        told.push((await seen()).failing)
        return (await seen()).position === 4
      })
      expect(told.join()).toContain('another host runs Pricing for this log')
    }))

  it('costs two calls of the store for an event, and none while nothing happens', () =>
    inWorld(async (ports) => {
      const context = tripsRunning(Pricing)
      const store = await logOf(ports, context)
      let calls = 0
      const counted =
        <A extends unknown[], R>(call: (...given: A) => R) =>
        (...given: A): R => {
          calls++
          return call(...given)
        }
      const rows = (of: Table) => {
        const { get, find } = store.rows(of)
        return { get: counted(get), find: counted(find) }
      }
      const seen = { ...store, write: counted(store.write), rows } as typeof store
      const decider = deciding(context, seen, ports.clock, telemetry(context, ports))
      const one = runProcess(context, Pricing, seen, decider, telemetry(context, ports), new Map())
      const owner = new AbortController()
      const ended = one.run(owner.signal)
      await ports.clock.sleep(1_000, forever)
      const before = calls
      for (let n = 0; n < 100; n++) await store.append('trip-a', TripPriced({}))
      await ports.clock.sleep(300_000, forever)
      expect(calls - before).toBe(200)
      owner.abort()
      await ended
      await store.close()
    }))
})
