import { gateway } from '@watertight/mesh'
import { json, reply } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { routes } from './routes.ts'

test.for([
  ['/api/orders/order/7', 'orders', '/order/7'],
  ['/streaming/', 'edge', '/'],
  ['/streaming/home?viewer=3', 'edge', '/home?viewer=3'],
  ['/lending/queue', 'loan-desk', '/queue'],
] as const)('%s goes to %s as %s', async ([path, service, arrives]) => {
  const world = new VirtualWorld({ seed: 1 })
  try {
    await world.run(async () => {
      await world.host(service, async ({ transport }) => {
        await transport.serve(service, async (request) => reply(200, request.path))
      })
      await world.host('gateway', async (ports) => {
        await ports.transport.serve('gateway', gateway({ ports, routes }))
      })
      await world.host('browser', async ({ transport }) => {
        const call = { to: 'gateway', method: 'GET', path, deadline: 10_000 }
        expect(json((await transport.call(call)).body)).toBe(arrives)
      })
    })
  } finally {
    await world.stop()
  }
})
