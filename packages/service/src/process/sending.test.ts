import { type PublishedLanguage, processManager, send } from '@watertight/domain'
import { TransportError } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { clientFor } from '../client/client-for.ts'
import { host } from '../host.ts'
import { told, tripsWith } from '../test-kit/processes.ts'
import { Reserving, words } from '../test-kit/reserving.ts'
import {
  Hotels,
  PriceTrip,
  Remind,
  ReserveRoom,
  TripBooked,
  tripsRunning,
} from '../test-kit/trips.ts'
import { inWorld } from '../test-kit/world.ts'
import { Commands } from './tables.ts'

const forever = new AbortController().signal

describe('the commands of a process', () => {
  it('go out in order, one at a time, each under a key of its own', () =>
    inWorld(async (ports) => {
      const keys: string[] = []
      let inHand = 0
      const thrice = processManager('Reserving', words).on({
        events: {
          TripBooked: (_, __, { id }) => [
            send('1', ReserveRoom({ trip: id })),
            send(id, PriceTrip({})),
            send('2', ReserveRoom({ trip: id })),
            send('3', ReserveRoom({ trip: id })),
            send(id, Remind({})),
          ],
        },
        alarms: {},
      })
      const trips = await tripsWith(ports, thrice, async (id, command, { key }) => {
        expect(++inHand).toBe(1)
        expect(command).toEqual({ type: 'ReserveRoom', data: { trip: 'a' } })
        keys.push(`${id} ${key} ${(await told(trips, 'a')).length}`)
        await ports.clock.sleep(50, forever)
        inHand--
        return undefined
      })
      await trips.book('a')
      await trips.settled({ sending: 0, position: 3 })
      expect(keys).toEqual([
        '1 trips/Reserving/a/0 1',
        '2 trips/Reserving/a/2 2',
        '3 trips/Reserving/a/3 2',
      ])
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TripPriced', 'TravellerReminded'])
    }))

  it('go out for sixteen processes at once, and no more', () =>
    inWorld(async (ports) => {
      let inHand = 0
      let most = 0
      const trips = await tripsWith(ports, Reserving, async () => {
        most = Math.max(most, ++inHand)
        await ports.clock.sleep(500, forever)
        inHand--
        return undefined
      })
      for (let n = 0; n < 40; n++) await trips.book(String(n))
      await trips.settled({ position: 80, sending: 0 })
      expect(most).toBe(16)
    }))

  it('are removed also where there was nothing left to do', () =>
    inWorld(async (ports) => {
      const twice = processManager('Reserving', words).on({
        events: {
          TripBooked: (_, __, { id }) => [send(id, PriceTrip({})), send(id, PriceTrip({}))],
        },
        alarms: {},
      })
      const trips = await tripsWith(ports, twice)
      await trips.book('a')
      await trips.settled({ position: 2, sending: 0 })
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TripPriced'])
      expect(await trips.hosted.store.rows(Commands).find()).toEqual([])
    }))

  it('of one context wait for no other: own work goes on while nobody answers', () =>
    inWorld(async (ports) => {
      const pricing = processManager('Reserving', words).on({
        events: {
          TripBooked: ({ room }, _, { id }) =>
            room === 'own' ? send(id, PriceTrip({})) : send(room, ReserveRoom({ trip: id })),
        },
        alarms: {},
      })
      const trips = await tripsWith(ports, pricing, async (_, __, { signal }) => {
        await ports.clock.sleep(1e9, signal)
        return undefined
      })
      for (let n = 0; n < 20; n++) await trips.book(`s${n}`)
      await trips.book('a', 'own')
      await trips.settled({ sending: 20 })
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TripPriced'])
      await trips.hosted.stop()
    }))

  it('carry the trace of what caused them', () =>
    inWorld(async (ports) => {
      const traces: unknown[] = []
      const trips = await tripsWith(ports, Reserving, (_, __, { trace }) => {
        traces.push(trace)
        return undefined
      })
      const { store } = trips.hosted
      const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
      const trace = `00-${traceId}-00f067aa0ba902b7-01`
      const meta = { trace, correlation: 'story-7' }
      await store.append('trip-a', TripBooked({ room: 'seaside' }), { meta })
      await trips.settled({ sending: 0, position: 2 })
      const [booked, reminded] = await store.read('trip-a').toArray()
      expect(traces).toEqual([expect.stringContaining(traceId)])
      expect(reminded?.meta).toEqual({
        correlation: 'story-7',
        causation: booked?.id,
        trace: expect.stringContaining(traceId),
      })
    }))

  it('have a key that a header can carry, whatever the process is called', () =>
    inWorld(async (ports) => {
      const keys: string[] = []
      const byRoom = processManager('Reserving', {
        ...words,
        instance: { TripBooked: ({ room }: { room: string }) => room },
      }).on({
        events: { TripBooked: ({ room }, _, { id }) => send(room, ReserveRoom({ trip: id })) },
        alarms: {},
      })
      const trips = await tripsWith(ports, byRoom, (_, __, { key }) => {
        keys.push(key)
        return undefined
      })
      await trips.book('a', 'Zimmer für zwei\n')
      await trips.settled({ sending: 0, position: 1 })
      expect(keys).toEqual([expect.stringMatching(/^trips\/Reserving\/[A-Za-z0-9_-]{43}\/0$/)])
    }))
})

describe('a command that cannot be delivered', () => {
  it('is tried again, later and later up to a limit, with the same key', () =>
    inWorld(async (ports) => {
      const tries: number[] = []
      const keys = new Set<string>()
      const trips = await tripsWith(ports, Reserving, (_, __, { key }) => {
        tries.push(ports.clock.now())
        keys.add(key)
        if (tries.length < 12) throw new TransportError('WT_UNREACHABLE', 'hotels')
        return undefined
      })
      await trips.book('a')
      await trips.settled({ sending: 0, position: 2 })
      const pauses = tries.slice(1).map((at, i) => at - (tries[i] as number))
      expect(pauses[0]).toBeLessThan(160)
      expect(pauses[3]).toBeGreaterThan(390)
      for (const pause of pauses) expect(pause).toBeLessThan(7_550)
      expect(pauses.at(-1)).toBeGreaterThan(2_490)
      expect(keys.size).toBe(1)
    }))

  it('lets the commands of other processes pass', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Reserving, (room) => {
        if (room === 'cursed') throw new Error('500')
        return undefined
      })
      for (let n = 0; n < 40; n++) await trips.book(`x${n}`, 'cursed')
      for (let n = 0; n < 10; n++) await trips.book(`s${n}`)
      await trips.settled({ sending: 80, position: 60 })
    }))

  it('is not asked for while an open circuit breaker says so, for any process', () =>
    inWorld(async (ports) => {
      let asked = 0
      const open = Object.assign(new Error('open'), { facts: { retryAfterMs: 30_000 } })
      const trips = await tripsWith(ports, Reserving, () => {
        asked++
        if (ports.clock.now() < 30_000) throw open
        return undefined
      })
      await trips.book('a')
      await ports.clock.sleep(1_000, forever)
      for (const id of ['b', 'c']) await trips.book(id)
      await trips.settled({ sending: 0, position: 6 })
      expect(asked).toBe(4)
    }))

  it('whose answer was lost acts once', () =>
    inWorld(async (ports) => {
      const hotels = await host(ports, { context: Hotels })
      const real = clientFor(ports)(tripsRunning().calls[0] as PublishedLanguage)
      let sent = 0
      const trips = await tripsWith(ports, Reserving, async (...given) => {
        const answer = await real.send(...given)
        if (++sent < 4) throw new TransportError('WT_LOST', 'hotels')
        return 'refused' in answer ? answer : undefined
      })
      await trips.book('a')
      await trips.settled({ sending: 0, position: 2 })
      expect(sent).toBe(4)
      expect(await hotels.store.head()).toBe(1)
    }))
})
