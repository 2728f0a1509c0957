import { eventStore, memory } from '@watertight/eventstore'
import { describe, expect, it } from 'vitest'
import { host } from '../host.ts'
import { Office, SeatSold, Unprinted } from '../test-kit/tickets.ts'
import { asking, inWorld } from '../test-kit/world.ts'
import { seenByLog, waitingFor } from './positions.ts'
import { TimedRequest } from './timed-request.ts'

const never = new AbortController().signal

describe('a read that names a position', () => {
  it('waits until it is seen, and shows what it wrote', () =>
    inWorld(async (ports) => {
      const { store } = await host(ports, { context: Office, readModels: [Unprinted] })
      const ask = asking(ports, 'office')
      const began = ports.clock.now()
      const reads = [
        ask('GET', '/read/unprinted?position=2'),
        ask('GET', '/read/unprinted/8?position=2'),
        ask('GET', '/seat/8/history?position=2'),
        ask('GET', '/read/unprinted', undefined, undefined, { 'x-wait-position': '2' }),
      ]
      await ports.clock.sleep(500, never)
      await store.append('seat-7', SeatSold({ seat: '7', buyer: 'ann' }))
      await ports.clock.sleep(500, never)
      await store.append('seat-8', SeatSold({ seat: '8', buyer: 'ann' }))
      for (const { status, headers } of await Promise.all(reads))
        expect([status, headers['x-position']]).toEqual([200, '2'])
      expect(ports.clock.now() - began).toBeGreaterThan(1_000)
      expect((await reads[0])?.body.rows).toHaveLength(2)
    }))

  it('is answered at once where the log is that far already', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office, readModels: [Unprinted] })
      const ask = asking(ports, 'office')
      const { body } = await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      const began = ports.clock.now()
      const read = await ask('GET', `/read/unprinted/7?position=${body.position}`)
      expect(read).toMatchObject({ status: 200, body: { seat: '7' } })
      expect(ports.clock.now() - began).toBeLessThan(50)
    }))

  it('is told in time that it was not seen, and when to ask again', () =>
    inWorld(async (ports) => {
      await host(ports, { context: Office, readModels: [Unprinted] })
      const ask = asking(ports, 'office')
      const began = ports.clock.now()
      expect(await ask('GET', '/read/unprinted?position=9')).toMatchObject({
        status: 503,
        headers: { 'retry-after': '1' },
        body: { code: 'WT_POSITION_NOT_SEEN' },
      })
      // nine tenths of the five seconds that the client has
      expect(ports.clock.now() - began).toBeGreaterThan(4_000)
    }))

  it.each(['-1', 'soon', '1e3', '', '9999999999999999'])('%s is no position', (position) =>
    inWorld(async (ports) => {
      await host(ports, { context: Office, readModels: [Unprinted] })
      const ask = asking(ports, 'office')
      expect(await ask('GET', `/read/unprinted?position=${position}`)).toMatchObject({
        status: 400,
        body: { code: 'WT_POSITION_INVALID' },
      })
    }),
  )

  it('may be one of many that wait, and no more than so many do', () =>
    inWorld(async (ports) => {
      await host(ports, {
        context: Office,
        readModels: [Unprinted],
        http: { maxWaiting: 3, maxConcurrent: 1 },
      })
      const ask = asking(ports, 'office')
      const reads = Array.from({ length: 3 }, async (_, n) => {
        await ports.clock.sleep(50 * n, never)
        return ask('GET', '/read/unprinted?position=1')
      })
      await ports.clock.sleep(300, never)
      expect(await ask('GET', '/read/unprinted?position=1')).toMatchObject({
        status: 503,
        body: { code: 'WT_OVERLOADED' },
      })
      // those that wait take nobody's room
      const sold = await ask('POST', '/seat/7/sell-seat', { buyer: 'ann' })
      expect(sold.status).toBe(201)
      for (const { status } of await Promise.all(reads)) expect(status).toBe(200)
    }))

  it("asks a read model that is kept behind the log for the model's own word", () =>
    inWorld(async ({ clock, ids }) => {
      const store = await eventStore({
        engine: memory(),
        events: [SeatSold],
        ports: { clock, ids },
      })
      const consumer = await store.project({ ...Unprinted, hears: [SeatSold] } as never)
      const wait = waitingFor(clock, 10)
      const request = new TimedRequest(
        { method: 'GET', path: '/', headers: {}, body: '', trace: '', deadline: 0, signal: never },
        clock.now() + 1_000,
      )
      const waited = wait('1', consumer.seen, request)
      await clock.sleep(100, never)
      await store.append('seat-7', SeatSold({ seat: '7', buyer: 'ann' }))
      expect(await waited).toBeUndefined()
      expect(consumer.position).toBe(1)
      await consumer.stop()
      const ended = wait('2', consumer.seen, request)
      await expect(ended).rejects.toThrow()
      const closed = wait('3', seenByLog(store), request)
      await clock.sleep(10, never)
      await store.close()
      await expect(closed).rejects.toThrow()
    }))
})
