import { json, type Ports, type Reply, reply } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { expect, test } from 'vitest'
import { startConsole } from './service.ts'

const never = new AbortController().signal

/** A console beside `orders`, which answers what `answers` says, in virtual time. */
async function beside(
  answers: Record<string, () => Reply>,
  script: (ports: Ports, world: VirtualWorld) => Promise<void>,
) {
  const world = new VirtualWorld({ seed: 5 })
  const given = Promise.withResolvers<Ports>()
  const sent: string[] = []
  await world.host('orders', async ({ transport }) => {
    await transport.serve('orders', async ({ method, path, body }) => {
      if (method === 'POST') sent.push(`${path} ${String(body)}`)
      return answers[path]?.() ?? reply(404, {})
    })
  })
  await world.host('console', (ports) =>
    startConsole(ports, { args: [], directory: new Map([['orders', 'orders']]) }),
  )
  await world.host('browser', async (ports) => given.resolve(ports))
  await world.run(async () => script(await given.promise, world))
  await world.stop()
  return sent
}

const ask = async ({ transport, clock }: Ports, method: string, path: string, body?: object) => {
  const deadline = clock.now() + 10_000
  const sent = body && reply(200, body)
  const answer = await transport.call({ to: 'console', method, path, deadline, ...sent })
  return { status: answer.status, body: json(answer.body) }
}

/** What the stream has told of a key, until it is as wanted. */
async function until({ transport, clock }: Ports, key: string, wanted: (value: any) => boolean) {
  const call = { to: 'console', method: 'GET', path: '/stream', deadline: clock.now() + 60_000 }
  const { body } = await transport.open({ ...call, idleMs: 60_000 })
  for await (const chunk of body) {
    const data = /^data: (.*)$/m.exec(String(chunk))?.[1]
    const value = data && JSON.parse(data).entries[key]
    if (value !== undefined && wanted(value)) return value
  }
}

const ready = { '/readyz': () => reply(200, {}) }

test('what a service says of itself is on the stream', () =>
  beside(
    {
      ...ready,
      '/status': () =>
        reply(200, { head: 7, feeds: { payments: { position: 3, connected: true, parked: 1 } } }),
      '/-/faults': () => reply(200, [{ is: 'slow', ms: 5 }]),
    },
    async (ports) => {
      const seen = await until(ports, 'service/orders', ({ head }) => head === 7)
      expect(seen).toMatchObject({
        ...{ name: 'orders', health: 'ready', faults: [{ is: 'slow', ms: 5 }] },
        feeds: [{ from: 'payments', position: 3, connected: true, parked: 1 }],
      })
    },
  ))

test('a dead service, one that hangs, and one that says nonsense are shown as such', () =>
  beside({ ...ready, '/status': () => reply(200, { head: 'many' }) }, async (ports, world) => {
    expect(await until(ports, 'service/orders', () => true)).toMatchObject({ health: 'ready' })
    world.crash('orders')
    expect(await until(ports, 'service/orders', ({ health }) => health === 'down')).toBeDefined()
  }))

test('what operators do goes to the service as it is; to nobody it goes nowhere', async () => {
  const sent = await beside(
    { ...ready, '/traffic': () => reply(200, { paused: true }) },
    async (ports) => {
      const told = await ask(ports, 'POST', '/services/orders/traffic', { paused: true })
      expect(told).toEqual({ status: 200, body: { paused: true } })
      expect((await ask(ports, 'POST', '/services/nobody/traffic', {})).status).toBe(404)
      expect((await ask(ports, 'POST', '/services/orders/breakers/a%2Fb', {})).status).toBe(404)
    },
  )
  expect(sent).toEqual(['/traffic {"paused":true}', '/breakers/a%2Fb {}'])
})

test.for([
  [{}, 'isVerified'],
  [{ yaml: 'kind: Other', isVerified: false }, 'Faults'],
  [
    {
      yaml: 'apiVersion: watertight.dev/v1\nkind: Faults\nmetadata: { name: x }\nspec: { system: shop, lasts: 1s, faults: [] }',
      isVerified: true,
    },
    'shop does not run here',
  ],
] as const)('faults that cannot be are refused in words: %j', async ([body, why]) => {
  await beside(ready, async (ports) => {
    const { status, body: said } = await ask(ports, 'POST', '/faults', body)
    expect([status, JSON.stringify(said)]).toEqual([422, expect.stringContaining(why)])
  })
})

test('a trace that can be no trace is refused, and one that nobody knows is empty', () =>
  beside(ready, async (ports) => {
    expect((await ask(ports, 'GET', '/traces/nonsense')).status).toBe(422)
    expect((await ask(ports, 'GET', `/traces/${'0'.repeat(32)}`)).body).toEqual({
      ...{ spans: [], logs: [], missing: [] },
    })
    await ports.clock.sleep(10, never)
  }))
