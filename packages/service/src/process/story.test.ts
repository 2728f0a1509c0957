import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Reserving } from '../test-kit/reserving.ts'
import { Hotels, tripsRunning } from '../test-kit/trips.ts'
import { asking, inWorld, until } from '../test-kit/world.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'

describe('what a process sends', () => {
  it('belongs to the story and the trace of what caused it, in the called context too', () =>
    inWorld(async (ports) => {
      const hotels = await host(ports, { context: Hotels })
      await host(ports, { context: tripsRunning(Reserving) })
      await asking(ports, 'trips')('POST', '/trip/a/book-trip', { room: 'seaside' }, 'k', {
        'x-correlation-id': 'story-1',
        traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      })
      await until(ports, async () => (await hotels.store.head()) === 1)
      const [reserved] = await hotels.store.read('room-seaside').toArray()
      expect(reserved?.meta).toMatchObject({
        correlation: 'story-1',
        trace: expect.stringContaining(traceId),
      })
    }))

  it('is held up without a word of the domain in the log: its sentence may tell who somebody is', () => {
    const logged: unknown[] = []
    return inWorld(
      async (ports) => {
        await host(ports, { context: Hotels })
        await host(ports, { context: tripsRunning(Reserving) })
        const ask = asking(ports, 'trips')
        await ask('POST', '/trip/a/book-trip', { room: 'attic' })
        await until(ports, async () => {
          const { body } = await ask('GET', '/status')
          return body.processes.Reserving.heldUp.length === 1
        })
        expect(JSON.stringify(logged)).toContain('NoBed')
        expect(JSON.stringify(logged)).not.toContain('the attic has no bed')
      },
      1,
      (...line) => void logged.push(line),
    )
  })
})
