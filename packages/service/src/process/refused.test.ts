import { processManager, refuse, send } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { told, tripsWith } from '../test-kit/processes.ts'
import { Compensating, Reserving, words } from '../test-kit/reserving.ts'
import { CallOff, PriceTrip, Remind, ReserveRoom } from '../test-kit/trips.ts'
import { inWorld, until } from '../test-kit/world.ts'
import { carried } from './outcome.ts'
import type { HeldUp } from './run-process.ts'
import { type CommandRow, Commands } from './tables.ts'

const forever = new AbortController().signal
const noBed = refuse('NoBed', 'the attic has no bed')

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

  it('that today cannot be read is shown, and never sent', () =>
    inWorld(async (ports) => {
      const silent = processManager('Reserving', words).on({
        events: {
          TripBooked: ({ room }, _, { id }) => [
            send(room, ReserveRoom({ trip: id })),
            send(id, PriceTrip({})),
          ],
        },
        alarms: {},
      })
      const first = await tripsWith(ports, silent, (_, __, { signal }) =>
        ports.clock.sleep(1e9, signal).then(() => undefined),
      )
      for (const id of ['a', 'b']) await first.book(id)
      await first.settled({ sending: 4 })
      const key = { process: 'Reserving', instance: 'a', number: 0 }
      await first.hosted.store.write([Commands.patch(key, { data: '{"trip":7}' })])
      await first.hosted.stop()
      const sends = [ReserveRoom, Remind, CallOff]
      const newer = processManager('Reserving', { ...words, sends }).on({
        events: { TripBooked: () => [] },
        alarms: {},
      })
      const second = await tripsWith(ports, newer)
      await until(ports, async () => (await second.status()).heldUp.length === 2)
      const { heldUp } = await second.status()
      expect(heldUp.map(({ code }: HeldUp) => code).sort()).toEqual([
        'WT_COMMAND_UNKNOWN',
        'WT_INPUT_INVALID',
      ])
      expect(await told(second, 'b')).toEqual(['TripBooked'])
    }))
})
