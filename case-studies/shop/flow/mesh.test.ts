import { checkMesh, type MeshStatus, readMesh } from '@watertight/mesh'
import { json, type Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, it } from 'vitest'
import { startSupport } from '../support/service.ts'
import { asClient, hostShop, insisting, meshed, ruleFiles, stock } from './shop.ts'

const owner = new AbortController().signal

it('the rules of the shop have no error, and do what they seem to', () => {
  const { resources, problems } = readMesh(ruleFiles)
  expect(problems).toEqual([])
  expect(checkMesh(resources, [], { namespace: 'shop' })).toEqual([])
})

const meshOf = async ({ clock, transport }: Ports, to: string): Promise<MeshStatus> => {
  const call = { to, method: 'GET', path: '/mesh', deadline: clock.now() + 1_000 }
  return json((await transport.call(call)).body) as MeshStatus
}
const requestsTo = ({ requests }: MeshStatus, service: string): number =>
  requests
    .filter(({ labels }) => labels.destination_service === `${service}.shop.svc.cluster.local`)
    .reduce((sum, one) => sum + one.istio_requests_total, 0)

it('an order goes from context to context by the rules', async () => {
  const world = virtualStage({ seed: 9 })
  try {
    await world.run(async () => {
      await hostShop(world)
      await asClient(world, async (ports) => {
        const insist = insisting(ports)
        await stock(insist, '22086', 3)
        const line = { line: 1, sku: '22086', description: 'Paper chain kit', charge: false }
        await insist(
          'orders',
          '/order/1/place-order',
          {
            ...{ batch: 'mesh', customer: null, country: 'France', currency: 'GBP' },
            ...{
              placedAt: '2010-12-01T08:26',
              lines: [{ ...line, quantity: 1, unitPrice: '2.55' }],
            },
          },
          'place/1',
        )
        for (;;) {
          const { said } = await insist<{ events: { type: string }[] }>(
            'orders',
            '/order/1/history',
          )
          if (said.events.at(-1)?.type === 'OrderDelivered') break
          await ports.clock.sleep(100, owner)
        }
        expect(requestsTo(await meshOf(ports, 'payments'), 'card-network')).toBeGreaterThan(1)
        const orders = await meshOf(ports, 'orders')
        expect(requestsTo(orders, 'payments')).toBeGreaterThan(0)
        expect(requestsTo(orders, 'carrier')).toBeGreaterThan(0)
        // feeds are open calls: nothing is counted before they end, but each has its place
        const active = ({ clusters }: MeshStatus) =>
          clusters
            .filter(({ requests }) => requests > 0)
            .map(({ cluster }) => cluster.split('.')[0])
        expect(active(orders).sort()).toEqual(['inventory', 'payments'])
      })
    })
  } finally {
    await world.stop()
  }
})

it('a context that is gone is left alone after five failures, and asked again when its time is over', async () => {
  const world = new VirtualWorld({ seed: 9 })
  try {
    await world.run(async () => {
      await hostShop(world)
      await world.host('support', meshed(startSupport))
      await asClient(world, async (ports) => {
        const { clock, transport } = ports
        const story = async () => {
          const call = { to: 'support', method: 'GET', path: '/stories/1' }
          return (await transport.call({ ...call, deadline: clock.now() + 10_000 })).status
        }
        const isOut = async () => {
          const { clusters } = await meshOf(ports, 'support')
          const orders = clusters.find(({ cluster }) => cluster.startsWith('orders.'))
          return orders?.endpoints.some(({ isEjected }) => isEjected)
        }
        world.crash('orders')
        for (let i = 0; i < 6; i++) await story()
        const { events } = await meshOf(ports, 'support')
        expect(events[0]).toMatchObject({
          is: 'endpoint ejected',
          endpoint: 'orders:80',
          by: 'consecutive gateway',
        })
        world.restart('orders')
        for (let waited = 0; waited < 30 && (await isOut()); waited++)
          await clock.sleep(1_000, owner)
        expect(await isOut()).toBe(false)
        await clock.sleep(12_000, owner)
        expect(await story()).toBe(404)
      })
    })
  } finally {
    await world.stop()
  }
})
