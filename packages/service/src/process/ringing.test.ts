import { become, cancel, done, processManager, send, wake } from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import { describe, expect, it } from 'vitest'
import { type Trips, told, tripsWith } from '../test-kit/processes.ts'
import {
  Remind,
  TravellerReminded,
  TripBooked,
  TripCalledOff,
  TripPriced,
} from '../test-kit/trips.ts'
import { inWorld } from '../test-kit/world.ts'
import { Alarms, Instances } from './tables.ts'

const forever = new AbortController().signal
const hears = [TripBooked, TripPriced, TravellerReminded, TripCalledOff] as const
const nothing = () => []

/** Reminds the traveller 10 seconds after the booking, or after the latest change of the price; an alarm about the end is set beside it. */
const Reminder = processManager('Reminder', {
  hears,
  sends: [Remind],
  alarms: ['Soon', 'End'],
  initial: (): { readonly rungAt: string } => ({ rungAt: '' }),
}).on({
  events: {
    TripBooked: () => [wake('Soon', { in: '10 seconds' }), wake('End', { in: '1 hour' })],
    TripPriced: () => wake('Soon', { in: '10 seconds' }),
    TravellerReminded: () => done(),
    TripCalledOff: () => cancel('Soon'),
  },
  alarms: {
    Soon: (_, { id, at }) => [become({ rungAt: at.toISOString() }), send(id, Remind({}))],
    End: () => done(),
  },
})

async function whenOf(trips: Trips, type: string): Promise<number> {
  const events = await trips.hosted.store.read('trip-a').toArray()
  return events.find((event) => event.type === type)?.at.getTime() ?? Number.NaN
}
const wait = ({ clock }: Ports, ms: number) => clock.sleep(ms, forever)

describe('an alarm', () => {
  it('rings when it is due, and its commands have it for a cause', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Reminder)
      await trips.book('a')
      await trips.settled({ running: 1, alarms: 2 })
      await wait(ports, 9_000)
      expect(await told(trips, 'a')).toEqual(['TripBooked'])
      await trips.settled({ running: 0, alarms: 0, sending: 0 })
      const late = (await whenOf(trips, 'TravellerReminded')) - (await whenOf(trips, 'TripBooked'))
      expect(late).toBeGreaterThanOrEqual(10_000)
      expect(late).toBeLessThan(10_100)
      const [, reminded] = await trips.hosted.store.read('trip-a').toArray()
      expect(reminded?.meta.causation).toBe('alarm:Reminder/a/Soon')
    }))

  it('carries the correlation of what set it', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Reminder)
      const meta = { correlation: 'story-7', trace: 'long over' }
      await trips.hosted.store.append('trip-a', TripBooked({ room: 'seaside' }), { meta })
      await trips.settled({ running: 0, position: 2 })
      const [, reminded] = await trips.hosted.store.read('trip-a').toArray()
      expect(reminded?.meta).toEqual({
        causation: 'alarm:Reminder/a/Soon',
        correlation: 'story-7',
        trace: expect.not.stringContaining('long over'),
      })
    }))

  it('is moved when it is set again', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Reminder)
      await trips.book('a')
      await wait(ports, 8_000)
      await trips.ask('POST', '/trip/a/price-trip', {})
      await trips.settled({ position: 2, alarms: 2 })
      await wait(ports, 9_000)
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TripPriced'])
      await wait(ports, 1_500)
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TripPriced', 'TravellerReminded'])
    }))

  it('is taken back', () =>
    inWorld(async (ports) => {
      const trips = await tripsWith(ports, Reminder)
      await trips.book('a')
      await trips.ask('POST', '/trip/a/call-off', { why: 'rain' })
      await trips.settled({ position: 2, alarms: 1 })
      await wait(ports, 60_000)
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TripCalledOff'])
    }))

  it('rings late rather than never where the host was away', () =>
    inWorld(async (ports) => {
      const first = await tripsWith(ports, Reminder)
      await first.book('a')
      await first.settled({ alarms: 2 })
      await first.hosted.stop()
      await wait(ports, 60_000)
      const since = new Date(ports.clock.wallTime())
      const second = await tripsWith(ports, Reminder)
      await second.settled({ running: 0, sending: 0, position: 2 })
      const row = await second.hosted.store.rows(Instances).get({ instance: 'a' })
      // about when it rang, not about when it should have
      expect(JSON.parse(row?.state ?? '').rungAt >= since.toISOString()).toBe(true)
    }))

  it('that nobody knows any more is dropped', () =>
    inWorld(async (ports) => {
      const first = await tripsWith(ports, Reminder)
      await first.book('a')
      await first.settled({ alarms: 2 })
      await first.hosted.stop()
      const words = { hears, sends: [Remind], alarms: ['End'], initial: () => ({}) } as const
      const newer = processManager('Reminder', { ...words, version: 2 }).on({
        events: {
          TripBooked: nothing,
          TripPriced: nothing,
          TravellerReminded: nothing,
          TripCalledOff: nothing,
        },
        alarms: { End: nothing },
      })
      const second = await tripsWith(ports, newer)
      await second.settled({ alarms: 1, sending: 0 })
      expect(await told(second, 'a')).toEqual(['TripBooked'])
    }))

  it('may set itself again, and rings one after another', () =>
    inWorld(async (ports) => {
      const daily = processManager('Reminder', {
        hears: [TripBooked],
        sends: [],
        alarms: ['Soon'],
        initial: () => 0,
      }).on({
        events: { TripBooked: () => wake('Soon', { in: '10 seconds' }) },
        alarms: {
          Soon: (rung) => [
            become(rung + 1),
            rung === 2 ? done() : wake('Soon', { in: '1 second' }),
          ],
        },
      })
      const trips = await tripsWith(ports, daily)
      await trips.book('a')
      await trips.settled({ running: 1, alarms: 1 })
      await trips.settled({ running: 0, alarms: 0 })
      const row = await trips.hosted.store.rows(Instances).get({ instance: 'a' })
      expect(row).toMatchObject({ state: '3', done: 1 })
      expect(ports.clock.now()).toBeLessThan(13_000)
    }))

  it('that fails keeps no other from ringing, and rings again', () =>
    inWorld(async (ports) => {
      let broken = true
      const fragile = processManager('Reminder', {
        hears: [TripBooked],
        sends: [],
        alarms: ['Soon'],
        initial: () => 0,
      }).on({
        events: { TripBooked: () => wake('Soon', { in: '10 seconds' }) },
        alarms: {
          Soon: (_, { id }) => {
            if (broken && id === 'a') throw new Error('no bell')
            return done()
          },
        },
      })
      const trips = await tripsWith(ports, fragile)
      for (const id of ['a', 'b']) await trips.book(id)
      await wait(ports, 20_000)
      expect(await trips.status()).toMatchObject({ running: 1, alarms: 1 })
      broken = false
      await trips.settled({ running: 0, alarms: 0 })
    }))

  it('rings in the order of time, for many processes', () =>
    inWorld(async (ports) => {
      const rung: string[] = []
      const noting = processManager('Reminder', {
        hears: [TripBooked],
        sends: [],
        alarms: ['Soon'],
        initial: () => 0,
      }).on({
        events: {
          TripBooked: ({ room }, _, { at }) =>
            wake('Soon', { at: new Date(at.getTime() + Number(room)) }),
        },
        alarms: {
          Soon: (_, { id }) => {
            rung.push(id)
            return done()
          },
        },
      })
      const trips = await tripsWith(ports, noting)
      const { store } = trips.hosted
      for (let n = 0; n < 150; n++)
        await store.append(`trip-${n}`, TripBooked({ room: `${20_000 - n * 100}` }))
      await trips.settled({ running: 0, position: 150 })
      expect(rung).toEqual(Array.from({ length: 150 }, (_, n) => String(149 - n)))
      expect(await store.rows(Alarms).find()).toEqual([])
    }))
})
