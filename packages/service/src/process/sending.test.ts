import { become, processManager, refuse, send } from '@watertight/domain'
import { TransportError } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { type Trips, told, tripsWith } from '../test-kit/processes.ts'
import {
  CallOff,
  clientOver,
  Hotels,
  PriceTrip,
  Remind,
  ReserveRoom,
  TripBooked,
  tripsRunning,
} from '../test-kit/trips.ts'
import { inWorld, until } from '../test-kit/world.ts'
import { carried } from './outcome.ts'
import { type CommandRow, Commands } from './tables.ts'

const forever = new AbortController().signal
const sends = [ReserveRoom, PriceTrip, Remind, CallOff] as const
const words = { hears: [TripBooked], sends, initial: (): string => '' } as const

/** Reserves a room and then reminds the traveller. */
const Reserving = processManager('Reserving', words).on({
  events: {
    TripBooked: ({ room }, _, { id }) => [
      send(room, ReserveRoom({ trip: id })),
      send(id, Remind({})),
    ],
  },
  alarms: {},
})
/** The same, and calls the trip off where there is no room. */
const Compensating = processManager('Reserving', words).on({
  events: {
    TripBooked: ({ room }, _, { id }) => [
      send(room, ReserveRoom({ trip: id })),
      send(id, Remind({})),
    ],
  },
  alarms: {},
  refused: {
    ReserveRoom: ({ because: why }, state, { id }) => [
      become(`${state}no room`),
      send(id, CallOff({ why })),
    ],
  },
})
const noBed = refuse('NoBed', 'the attic has no bed')
const typesOf = async (trips: Pick<Trips, 'hosted'>) =>
  (await trips.hosted.store.rows(Commands).find()).map(({ type }) => type)

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
      expect(await typesOf(trips)).toEqual([])
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
      const meta = { trace: 'trace-1', correlation: 'story-7' }
      await store.append('trip-a', TripBooked({ room: 'seaside' }), { meta })
      await trips.settled({ sending: 0, position: 2 })
      const [booked, reminded] = await store.read('trip-a').toArray()
      expect(traces).toEqual(['trace-1'])
      expect(reminded?.meta).toEqual({ ...meta, causation: booked?.id })
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

describe('a refused command', () => {
  it('is answered with what the process manager says, once', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Compensating, () => noBed)
      await trips.book('a', 'attic')
      await trips.settled({ sending: 0, position: 3, running: 1 })
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TravellerReminded', 'TripCalledOff'])
      expect(await trips.status()).toMatchObject({ heldUp: [] })
    }))

  it('of its own context too', () =>
    inWorld(async (ports) => {
      const own = processManager('Reserving', words).on({
        events: { TripBooked: () => send('ghost', Remind({})) },
        alarms: {},
        refused: { Remind: ({ refused: why }, _, { id }) => send(id, CallOff({ why })) },
      })
      const trips = await tripsWith(ports, own)
      await trips.book('a')
      await trips.settled({ sending: 0, position: 2 })
      const [, calledOff] = await trips.hosted.store.read('trip-a').toArray()
      expect(calledOff).toMatchObject({ type: 'TripCalledOff', data: { why: 'NotPossibleNow' } })
    }))

  it('that is over by then is not answered', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Compensating, async () => {
        const { store } = trips.hosted
        const row = await store.rows(Commands).get({ instance: 'a', number: 0 })
        // as another host on the same log would have it
        await store.write(carried(row as CommandRow))
        return noBed
      })
      await trips.book('a', 'attic')
      await trips.settled({ sending: 0, position: 2 })
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TravellerReminded'])
    }))

  it('holds the process up where nothing is said about that, until a person has it tried again', () =>
    inWorld(async (ports) => {
      let hasBed = false
      const trips = await tripsWith(ports, Reserving, (room) =>
        room === 'attic' && !hasBed ? noBed : undefined,
      )
      await trips.book('a', 'attic')
      await trips.book('b')
      await trips.settled({ sending: 2, position: 3 })
      const { heldUp } = await trips.status()
      expect(heldUp).toEqual([
        {
          instance: 'a',
          command: 'ReserveRoom',
          to: 'attic',
          code: 'NoBed',
          because: 'the attic has no bed',
          since: expect.stringMatching(/^2026-01-01T/),
          retry: '/processes/reserving/a/retry',
        },
      ])
      // what comes behind it keeps its order
      expect(await told(trips, 'a')).toEqual(['TripBooked'])
      expect((await trips.ask('POST', heldUp[0].retry, {})).status).toBe(202)
      await until(ports, async () => (await trips.status()).heldUp.length === 1)
      hasBed = true
      expect((await trips.ask('POST', heldUp[0].retry, {})).status).toBe(202)
      await trips.settled({ sending: 0, position: 4 })
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TravellerReminded'])
      for (const path of [heldUp[0].retry, '/processes/unknown/a/retry'])
        expect((await trips.ask('POST', path, {})).status).toBe(404)
    }))

  it('is tried again for a process of any name', () =>
    inWorld(async (ports) => {
      let hasBed = false
      const byRoom = processManager('Reserving', {
        ...words,
        instance: { TripBooked: ({ room }: { room: string }) => room },
      }).on({
        events: { TripBooked: ({ room }, _, { id }) => send(room, ReserveRoom({ trip: id })) },
        alarms: {},
      })
      const trips = await tripsWith(ports, byRoom, () => (hasBed ? undefined : noBed))
      await trips.book('a', 'Zimmer 1/é?')
      await until(ports, async () => (await trips.status()).heldUp.length === 1)
      hasBed = true
      const { instance, retry } = (await trips.status()).heldUp[0]
      expect(instance).toBe('Zimmer 1/é?')
      expect((await trips.ask('POST', retry, {})).status).toBe(202)
      await trips.settled({ sending: 0 })
    }))

  it('stays held up over a restart', () =>
    inWorld(async (ports) => {
      let asked = 0
      const answer = () => {
        asked++
        return noBed
      }
      const first = await tripsWith(ports, Reserving, answer)
      await first.book('a', 'attic')
      await until(ports, async () => (await first.status()).heldUp.length === 1)
      await first.hosted.stop()
      const second = await tripsWith(ports, Reserving, answer)
      await ports.clock.sleep(60_000, forever)
      expect(await second.status()).toMatchObject({ sending: 2, heldUp: [{ code: 'NoBed' }] })
      expect(asked).toBe(1)
    }))

  it('by an error that no repeat helps holds the process up as well', () =>
    inWorld(async (ports) => {
      const invalid = Object.assign(new Error('no such room'), {
        code: 'WT_NOT_FOUND',
        retryable: false,
      })
      const trips = await tripsWith(ports, Compensating, () => Promise.reject(invalid))
      await trips.book('a')
      await until(ports, async () => (await trips.status()).heldUp.length === 1)
      expect((await trips.status()).heldUp[0]).toMatchObject({
        code: 'WT_NOT_FOUND',
        because: 'no such room',
      })
    }))

  it('cannot be one that today reads differently: it is shown instead', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Reserving, (_, __, { signal }) =>
        ports.clock.sleep(1e9, signal).then(() => undefined),
      )
      await trips.book('a')
      await trips.settled({ sending: 2 })
      const key = { process: 'Reserving', instance: 'a', number: 0 }
      await trips.hosted.store.write([Commands.patch(key, { data: '{"trip":7}' })])
      await trips.hosted.stop()
      const next = await tripsWith(ports, Reserving)
      await until(ports, async () => (await next.status()).heldUp.length === 1)
      expect((await next.status()).heldUp[0]).toMatchObject({ code: 'WT_INPUT_INVALID' })
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
      const real = clientOver(ports)(tripsRunning().calls[0] as never)
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
