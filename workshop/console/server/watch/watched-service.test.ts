import { type Ports, type Reply, reply } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import type { ServiceView } from '../views/service-view.ts'
import { WatchedService } from './watched-service.ts'

const never = new AbortController().signal

type Answers = Record<string, (ports: Ports) => Reply | Promise<Reply>>

/** Asks `orders`, which answers what `answers` says, so often, every half second; tells each view. */
async function looks(answers: Answers, times: number, between = (_look: number) => {}) {
  const world = new VirtualWorld({ seed: 3 })
  const given = Promise.withResolvers<Ports>()
  await world.host('orders', async (ports) => {
    const answer = async (path: string) => answers[path]?.(ports) ?? reply(404, {})
    await ports.transport.serve('orders', async ({ path }) => answer(path))
  })
  await world.host('console', async (ports) => given.resolve(ports))
  const views: ServiceView[] = []
  await world.run(async () => {
    const ports = await given.promise
    const service = new WatchedService('orders', 'shop', ports)
    for (let n = 0; n < times; n++) {
      between(n)
      await service.ask(0, never)
      const { 'service/orders': view } = service.view(() => undefined)
      views.push(view as ServiceView)
      await ports.clock.sleep(500, never)
    }
  })
  await world.stop()
  return views
}

const hang = async ({ clock }: Ports) => {
  await clock.sleep(60_000, never)
  return reply(200, {})
}
const ready = () => reply(200, { status: 'ok' })

test('a status that hangs, its database cut say, does not make a service silent', async () => {
  const views = await looks(
    { '/readyz': ready, '/status': hang, '/-/faults': () => reply(200, []) },
    4,
  )
  expect(views.map(({ health, faults }) => [health, faults])).toEqual(
    Array.from({ length: 4 }, () => ['ready', []]),
  )
})

test('what hangs wholly is silent at the second look, and ready with the first answer', async () => {
  let isHanging = true
  const readyz = (ports: Ports) => (isHanging ? hang(ports) : ready())
  const views = await looks({ '/readyz': readyz }, 4, (n) => {
    isHanging = n === 1 || n === 2
  })
  expect(views.map(({ health }) => health)).toEqual(['ready', 'ready', 'silent', 'ready'])
})

test('a service that drains is unready, and what it has said stays', async () => {
  const views = await looks(
    {
      '/readyz': () => reply(503, { status: 'draining' }),
      '/status': () => reply(200, { head: 3 }),
    },
    3,
  )
  expect(views.map(({ health, head }) => [health, head])).toEqual(
    Array.from({ length: 3 }, () => ['unready', 3]),
  )
})

test('an answer that is as before is known without being sent, and a new one is seen', async () => {
  let head = 1
  const views = await looks({ '/readyz': ready, '/status': () => reply(200, { head }) }, 4, (n) => {
    head = n < 2 ? 1 : 2
  })
  expect(views.map((view) => view.head)).toEqual([1, 1, 2, 2])
})

test('an answer that makes no sense is none, and what was known stays', async () => {
  let status: unknown = { head: 5 }
  const views = await looks({ '/readyz': ready, '/status': () => reply(200, status) }, 3, (n) => {
    status = n === 1 ? { head: 'many' } : { head: 5 }
  })
  expect(views.map((view) => view.head)).toEqual([5, 5, 5])
})
