import { type Ports, type Reply, reply } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import type { Entries } from '../views/message.ts'
import type { ServiceView } from '../views/service-view.ts'
import { Watch } from './watch.ts'

const never = new AbortController().signal

interface Scene {
  readonly ports: Ports
  readonly directory: Map<string, string>
  readonly world: VirtualWorld
  /** How often a service was asked whether it is ready, by the watch and by itself. */
  readonly asked: (name: string) => number
  /** The next round, and how long it let one wait. */
  readonly next: () => Promise<{ readonly found: Entries; readonly ms: number }>
  readonly leave: () => Promise<unknown>
}

type Serve = (path: string, ports: Ports) => Reply | Promise<Reply>

async function watching(services: Record<string, Serve>, script: (scene: Scene) => Promise<void>) {
  const world = new VirtualWorld({ seed: 5 })
  const asked = new Map<string, number>()
  const directory = new Map<string, string>()
  for (const [name, serve] of Object.entries(services)) {
    directory.set(name, name)
    await world.host(name, async (ports) => {
      await ports.transport.serve(name, async ({ path }) => {
        if (path === '/readyz') asked.set(name, (asked.get(name) ?? 0) + 1)
        return serve(path, ports)
      })
    })
  }
  const given = Promise.withResolvers<Ports>()
  await world.host('console', async (ports) => given.resolve(ports))
  await world.run(async () => {
    const ports = await given.promise
    const watch = new Watch({ ports, directory, note: async () => ({ services: {}, parts: [] }) })
    const rounds = watch.rounds(never)
    await script({
      ...{ ports, directory, world, asked: (name) => asked.get(name) ?? 0 },
      async next() {
        const began = ports.clock.now()
        const { value } = await rounds.next()
        return { found: value ?? {}, ms: ports.clock.now() - began }
      },
      leave: () => rounds.return(),
    })
  })
  await world.stop()
}

const healthIn = (found: Entries, name: string) =>
  (found[`service/${name}`] as ServiceView | undefined)?.health
const headIn = (found: Entries, name: string) =>
  (found[`service/${name}`] as ServiceView | undefined)?.head

const well: Serve = (path) => reply(path === '/readyz' ? 200 : 404, {})
const hanging: Serve = async (_path, { clock }) => {
  await clock.sleep(60_000, never)
  return reply(200, {})
}

test('the first round waits for everybody, one that hangs included', () =>
  watching({ orders: well, payments: hanging }, async ({ next }) => {
    const { found, ms } = await next()
    expect([healthIn(found, 'orders'), healthIn(found, 'payments')]).toEqual(['ready', 'unready'])
    expect(ms).toBeLessThan(500)
  }))

test('what a service has to tell is in a round soon after; without any, rounds come each half second', () => {
  let head = 1
  const serve: Serve = (path) =>
    path === '/status' ? reply(200, { head }) : reply(path === '/readyz' ? 200 : 404, {})
  return watching({ orders: serve, payments: well }, async ({ next, ports }) => {
    await next()
    for (let quiet = 0; quiet < 6; quiet++) await next()
    expect((await next()).ms).toBeGreaterThanOrEqual(490)
    head = 2
    const since = ports.clock.now()
    while (headIn((await next()).found, 'orders') !== 2);
    expect(ports.clock.now() - since).toBeLessThan(800)
  })
})

test('what hangs is silent within four seconds, and a service that comes to the directory is met', () => {
  let isHanging = false
  const serve: Serve = (path, ports) => (isHanging ? hanging(path, ports) : well(path, ports))
  return watching({ orders: serve, payments: well }, async ({ next, ports, directory }) => {
    directory.delete('payments')
    expect(healthIn((await next()).found, 'payments')).toBeUndefined()
    directory.set('payments', 'payments')
    while (healthIn((await next()).found, 'payments') !== 'ready');
    isHanging = true
    const since = ports.clock.now()
    while (healthIn((await next()).found, 'orders') !== 'silent');
    expect(ports.clock.now() - since).toBeLessThan(4_000)
    isHanging = false
    while (healthIn((await next()).found, 'orders') !== 'ready');
    expect(ports.clock.now() - since).toBeLessThan(6_000)
  })
})

test('what ends is down soon', () =>
  watching({ orders: well }, async ({ next, ports, world }) => {
    for (let round = 0; round < 5; round++) await next()
    await world.crash('orders')
    const since = ports.clock.now()
    while (healthIn((await next()).found, 'orders') !== 'down');
    expect(ports.clock.now() - since).toBeLessThan(1_500)
  }))

test('once whoever reads has left, nobody is asked any more', () =>
  watching({ orders: well }, async ({ next, leave, asked, ports }) => {
    await next()
    await next()
    await leave()
    const before = asked('orders')
    await ports.clock.sleep(20_000, never)
    expect(asked('orders')).toBeLessThanOrEqual(before + 1)
  }))
