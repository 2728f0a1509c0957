import { seededRandom } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { drawFaults } from '@watertight/ports/virtual'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { told } from '../test-kit/processes.ts'
import { Booking, BookTrip, Hotels, tripsRunning } from '../test-kit/trips.ts'
import { asking, inWorld, until } from '../test-kit/world.ts'

const forever = new AbortController().signal
const faultsEndMs = 6_000
const trips = Array.from({ length: 12 }, (_, n) => ({
  id: `t${n}`,
  room: n % 3 === 0 ? 'attic' : `room${n}`,
}))

/** Trips are booked while hosts crash and hang, and messages are lost, doubled and late; answers with what has happened when all is over. */
async function weather(seed: number) {
  const faults = drawFaults(seededRandom(seed).next, ['trips', 'hotels', 'desk'], 6, faultsEndMs)
  const world = virtualStage({
    seed,
    faults: faults.filter((one) => !('host' in one && one.host === 'desk')),
  })
  const histories: Record<string, readonly string[]> = {}
  let reserved = 0
  try {
    await world.run(async () => {
      await world.host('hotels', (ports) => host(ports, { context: Hotels }))
      await world.host('trips', (ports) => host(ports, { context: tripsRunning(Booking) }))
      await new Promise<void>((resolve, reject) => {
        void world.host('desk', (ports) => {
          const ask = asking(ports, 'trips')
          const tried = (...[method, path, body, key]: Parameters<typeof ask>) =>
            ask(method, path, body, key).catch(() => undefined)
          const work = async () => {
            for (const { id, room } of trips) {
              const path = `/trip/${id}/book-trip`
              await until(
                ports,
                async () =>
                  (await tried('POST', path, BookTrip({ room }).data, id))?.status === 201,
              )
            }
            await until(ports, async () => {
              const now = (await tried('GET', '/status'))?.body
              if (now?.processes.Booking.position !== now?.head || now === undefined) return false
              const { running, alarms, sending } = now.processes.Booking
              return running + alarms + sending === 0
            })
            await until(ports, () => ports.clock.now() > faultsEndMs)
            for (const { id } of trips) {
              const { body } = await ask('GET', `/trip/${id}/history`)
              histories[id] = body.events.map(({ type }: { type: string }) => type).sort()
            }
            reserved = (await asking(ports, 'hotels')('GET', '/status')).body.head
          }
          return work().then(resolve, reject)
        })
      })
    })
  } finally {
    await world.stop()
  }
  return { histories, reserved }
}

describe('a process manager in bad weather', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'has done everything once in the end (seed %i)',
    async (seed) => {
      const { histories, reserved } = await weather(seed)
      expect(reserved).toBe(trips.filter(({ room }) => room !== 'attic').length)
      for (const { id, room } of trips)
        expect(histories[id]).toEqual(
          room === 'attic'
            ? ['TravellerReminded', 'TripBooked', 'TripCalledOff', 'TripPriced']
            : ['TravellerReminded', 'TripBooked', 'TripPriced'],
        )
    },
  )

  it('waits for a context that is not there, and does meanwhile what it can', () =>
    inWorld(async (ports) => {
      const options = { context: tripsRunning(Booking) }
      const trips = { hosted: await host(ports, options) }
      const ask = asking(ports, 'trips')
      await ask('POST', '/trip/a/book-trip', { room: 'seaside' })
      await ask('POST', '/trip/b/book-trip', { room: 'attic' })
      await ports.clock.sleep(30_000, forever)
      const { body } = await ask('GET', '/status')
      // own commands behind the one that waits keep their order; alarms ring all the same
      expect(body.processes.Booking).toMatchObject({
        running: 2,
        alarms: 2,
        sending: 6,
        heldUp: [],
      })
      const hotels = await host(ports, { context: Hotels })
      await until(ports, async () => {
        const now = (await ask('GET', '/status')).body.processes.Booking
        return now.running + now.alarms + now.sending === 0
      })
      expect(await hotels.store.head()).toBe(1)
      expect(await told(trips, 'a')).toEqual(['TripBooked', 'TripPriced', 'TravellerReminded'])
      expect((await told(trips, 'b')).sort()).toEqual([
        'TravellerReminded',
        'TripBooked',
        'TripCalledOff',
        'TripPriced',
      ])
    }))
})
