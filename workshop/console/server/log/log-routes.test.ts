import { json, type Ports, reply } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { router } from '@watertight/service'
import { describe, expect, it } from 'vitest'
import { logRoutes } from './log-routes.ts'

/** The console's routes before two services with logs, one of which may be dead. */
async function inWorld(test: (ask: Ask, ports: Ports) => Promise<void>, isAlive = true) {
  const world = new VirtualWorld({ seed: 1 })
  await world.host('orders', async ({ transport }) => {
    await transport.serve('orders', router(orders))
  })
  if (isAlive)
    await world.host('payments', async ({ transport }) => {
      await transport.serve(
        'payments',
        router({ 'GET /log/streams': () => reply(200, { streams: [] }) }),
      )
    })
  await world.run(
    () =>
      new Promise<void>((resolve, reject) => {
        void world.host('console', async (ports) => {
          const handler = router(logRoutes({ ports, directory }))
          const ask: Ask = async (method, path, body) => {
            const { status, body: said } = await handler({
              ...{
                method,
                path,
                headers: {},
                body: body === undefined ? '' : JSON.stringify(body),
              },
              ...{
                deadline: ports.clock.now() + 20_000,
                trace: '',
                signal: new AbortController().signal,
              },
            })
            return { status, body: json(said as string) as any }
          }
          await test(ask, ports).then(resolve, reject)
        })
      }),
  )
  await world.stop()
}
const directory = new Map([
  ['orders', ''],
  ['payments', ''],
  ['console', ''],
])
type Ask = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: any }>

const orders = {
  'GET /log/streams': (_: unknown, __: unknown, { find = '' }) =>
    reply(200, { streams: [{ stream: `order-${find}`, revision: 1, at: 5, by: 'name' }] }),
  'GET /log/streams/:stream/steps': ({ path }: { path: string }) => reply(200, { asked: path }),
  'GET /log/stories/:correlation': () =>
    reply(200, {
      events: [
        { id: 'e1', at: 1, stream: 'order-9', revision: 1 },
        { id: 'e2', at: 4, stream: 'order-9', revision: 2 },
      ],
      after: 0,
      to: 9,
      head: 9,
    }),
  'POST /log/disclosures': () => reply(422, { code: 'WT_INPUT_INVALID', detail: 'Say why.' }),
  'GET /status': () => reply(200, { feeds: { payments: { parked: 1 }, inventory: { parked: 0 } } }),
  'GET /feeds/:feed/parked': () => reply(200, { parked: [{ position: 7, code: 'X' }] }),
  'POST /feeds/:feed/parked/:position/retry': () => reply(200, { handled: 1, left: 0 }),
}

describe('the log screen', () => {
  it('searches all logs at once', () =>
    inWorld(async (ask) => {
      const { body } = await ask('GET', '/api/log/find?q=1%2F2')
      expect(body).toEqual({
        streams: [{ service: 'orders', stream: 'order-1/2', revision: 1, at: 5, by: 'name' }],
        silent: [],
      })
    }))

  it('finds what a story has touched by its id', () =>
    inWorld(async (ask) => {
      const { body } = await ask('GET', '/api/log/find?q=0190a5d2-1111-7567-8901-123456789012')
      expect(body.streams).toContainEqual({
        ...{ service: 'orders', stream: 'order-9', event: 2, at: 4, by: 'story' },
      })
    }))

  it('names a service that is dead, and shows the rest', () =>
    inWorld(async (ask) => {
      const found = await ask('GET', '/api/log/find?q=7')
      expect(found.body.streams).toHaveLength(1)
      expect(found.body.silent).toEqual([expect.stringMatching(/^payments does not answer \(WT_/)])
      const story = await ask('GET', '/api/log/stories/s1?time=2026-01-01T00:00:00Z')
      expect(story.body).toMatchObject({
        events: [{ service: 'orders', id: 'e1' }, { id: 'e2' }],
        silent: [expect.any(String)],
      })
      const steps = await ask('GET', '/api/log/payments/streams/payment-7/steps')
      expect(steps).toMatchObject({
        status: 503,
        body: { detail: expect.stringContaining('ask again') },
      })
    }, false))

  it('passes on what it is asked, query included, and what is wrong with it', () =>
    inWorld(async (ask) => {
      const { body } = await ask('GET', '/api/log/orders/streams/order-1/steps?after=256&limit=9')
      expect(body.asked).toBe('/log/streams/order-1/steps?after=256&limit=9')
      const refused = await ask('POST', '/api/log/orders/disclosures', {
        stream: 'order-1',
        reason: '',
      })
      expect(refused).toMatchObject({ status: 422, body: { detail: 'Say why.' } })
      expect((await ask('POST', '/api/log/orders/disclosures', { stream: 1 })).status).toBe(422)
    }))

  it('asks nobody else', () =>
    inWorld(async (ask) => {
      expect((await ask('GET', '/api/log/elsewhere/streams/x')).status).toBe(404)
      expect((await ask('POST', '/api/log/elsewhere/disclosures', {})).status).toBe(404)
    }))

  it('lists what is parked, and has it tried again', () =>
    inWorld(async (ask) => {
      expect((await ask('GET', '/api/log/parked')).body.parked).toEqual([
        { service: 'orders', feed: 'payments', position: 7, code: 'X' },
      ])
      const retried = await ask('POST', '/api/log/orders/parked/payments/7/retry')
      expect(retried).toMatchObject({ status: 200, body: { handled: 1 } })
    }))
})
