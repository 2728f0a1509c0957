import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { json, reply } from '../index.ts'
import { systemClock } from './clock.ts'
import type { Neighbours } from './in-process.ts'
import { type HttpOptions, HttpTransport } from './transport.ts'

let neighbours: Neighbours
let transports: HttpTransport[]
beforeEach(() => {
  neighbours = new Map()
  transports = []
})
afterEach(() => Promise.all(transports.map((transport) => transport.stop())))

function transport(more: Partial<HttpOptions> = {}): HttpTransport {
  const directory = new Map<string, string>()
  const all = { clock: systemClock, log: () => {}, directory, neighbours, listens: false, ...more }
  const made = new HttpTransport(all)
  transports.push(made)
  return made
}
const get = (to: string, path = '/') => ({
  ...{ to, method: 'GET', path },
  deadline: systemClock.now() + 5_000,
})

describe('services of one process', () => {
  test('call each other though none listens', async () => {
    const [orders, payments] = [transport(), transport()]
    const { address } = await payments.serve('payments', async ({ path }) => reply(200, path))
    expect(address).toBe('payments')
    expect(json((await orders.call(get('payments', '/x'))).body)).toBe('/x')
    expect(json((await payments.call(get('payments', '/y'))).body)).toBe('/y')
  })

  test('one that listens is reached from outside as well, and by its name without a socket', async () => {
    const gateway = transport({ listens: true })
    let sockets = 0
    const server = await gateway.serve('gateway', async ({ headers }) => {
      if (headers.host !== undefined) sockets++
      return reply(200, 1)
    })
    await transport().call(get('gateway'))
    expect(sockets).toBe(0)
    await transport({ neighbours: new Map() }).call(get(server.address))
    expect(sockets).toBe(1)
    await server.close()
    await expect(transport().call(get('gateway'))).rejects.toThrow('WT_UNREACHABLE')
  })

  test('have one server for a name, whoever serves it', async () => {
    await transport().serve('orders', async () => reply(200, 1))
    await expect(transport().serve('orders', async () => reply(200, 2))).rejects.toThrow(
      'WT_NAME_TAKEN',
    )
  })

  test('are gone once their transport has stopped', async () => {
    const payments = transport()
    await payments.serve('payments', async () => reply(200, 1))
    await payments.stop()
    await expect(transport().call(get('payments'))).rejects.toThrow('WT_UNREACHABLE')
    await expect(payments.call(get('payments'))).rejects.toThrow('WT_UNREACHABLE')
  })

  test('do not begin what reaches them while they close', async () => {
    let served = 0
    const server = await transport().serve('orders', async () => reply(200, ++served))
    const answer = transport().call(get('orders'))
    await Promise.all([server.close(), expect(answer).rejects.toThrow('WT_UNREACHABLE')])
    expect(served).toBe(0)
  })

  test('share no bytes: what the one changes the other does not see', async () => {
    const sent = Uint8Array.of(1, 2, 3)
    const seen: Uint8Array[] = []
    await transport().serve('keeper', async ({ body }) => {
      const bytes = body as Uint8Array
      bytes[0] = 9
      seen.push(bytes)
      return { status: 200, headers: {}, body: bytes }
    })
    const call = { ...get('keeper'), method: 'POST', body: sent }
    const { body } = await transport().call(call)
    seen[0]?.fill(0)
    expect([sent, Uint8Array.from(body as Uint8Array)]).toEqual([
      Uint8Array.of(1, 2, 3),
      Uint8Array.of(9, 2, 3),
    ])
  })

  test('let others have their turn while a long stream is read', async () => {
    await transport().serve('feed', async () => ({
      status: 200,
      headers: {},
      body: (async function* () {
        for (let n = 0; n < 10_000; n++) yield `${n}\n`
      })(),
    }))
    let turns = 0
    let read = 0
    const count = () => {
      turns++
      if (read < 10_000) systemClock.soon(count)
    }
    count()
    const feed = await transport().open({ ...get('feed'), idleMs: 5_000 })
    for await (const _ of feed.body) read++
    expect(read).toBe(10_000)
    expect(turns).toBeGreaterThan(100)
  })
})
