import { type Handler, type Ports, reply } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { describe, expect, it } from 'vitest'
import { ShopClient } from './client.ts'
import type { Document } from './documents.ts'

const document: Document = {
  kind: 'order',
  invoice: '7',
  path: '/api/orders/order/7/place-order',
  key: 'order/7',
  customer: null,
  fileLines: [2, 4],
  body: '{}',
  moves: [],
}

/** Runs `work` with a client of a gateway that answers with `handler`. */
async function withGateway<T>(
  handler: Handler,
  work: (client: ShopClient, ports: Ports, owner: AbortController) => Promise<T>,
  faults: ConstructorParameters<typeof VirtualWorld>[0]['faults'] = [],
): Promise<T> {
  const world = new VirtualWorld({ seed: 1, faults })
  const owner = new AbortController()
  let ports: Ports | undefined
  await world.host(
    'gateway',
    async ({ transport }) => void (await transport.serve('gateway', handler)),
  )
  await world.host('importer', async (given) => {
    ports = given
  })
  try {
    return await world.run(async () => {
      const given = ports as Ports
      const { signal } = owner
      const client = new ShopClient({
        gateway: 'gateway',
        ports: given,
        signal,
        patienceMs: 120_000,
      })
      return work(client, given, owner)
    })
  } finally {
    await world.stop()
  }
}

const inTurn = (...statuses: readonly number[]) => {
  const seen: string[] = []
  const handler: Handler = async ({ headers }) => {
    seen.push(String(headers['idempotency-key']))
    const status = statuses[Math.min(seen.length, statuses.length) - 1] ?? 201
    return reply(status, { code: 'WT_TEST', detail: 'so it is' })
  }
  return { seen, handler }
}

describe('a document is posted', () => {
  it('until there is an answer, each time under its own key', async () => {
    const { seen, handler } = inTurn(503, 502, 429, 500, 504, 201)
    expect(await withGateway(handler, (client) => client.post(document))).toBe('accepted')
    expect(seen).toEqual(Array(6).fill('order/7'))
  })

  it('once more when the answer was lost, and known as there already', async () => {
    let stored = false
    const handler: Handler = async () => {
      const answer = reply(201, {})
      const headers = { ...answer.headers, 'idempotency-replayed': String(stored) }
      stored = true
      return { ...answer, headers }
    }
    const faults = [
      { kind: 'drop', from: 'gateway', to: 'importer', chance: 1, at: 0, for: 1000 },
    ] as const
    const post = (client: ShopClient) => client.post(document)
    expect(await withGateway(handler, post, faults)).toBe('replayed')
  })

  it('and a refusal is told in the service’s words, with the lines of the file', async () => {
    const { handler } = inTurn(409)
    expect(await withGateway(handler, (client) => client.post(document))).toEqual({
      document: 'order 7',
      fileLines: [2, 4],
      status: 409,
      reason: 'WT_TEST: so it is',
    })
  })

  it('for two minutes without any answer, then it says what, where and what to do', async () => {
    const { handler } = inTurn(503)
    const [error, passed] = await withGateway(handler, async (client, { clock }) => {
      const from = clock.now()
      const failure = await client.post(document).catch((reason: Error) => reason.message)
      return [failure, clock.now() - from] as const
    })
    expect(error).toBe(
      'WT_SHOP_UNREACHABLE: Nothing was answered for 120 s; the last try was POST /api/orders/order/7/place-order at gateway: 503, WT_TEST: so it is. See that the system is up (npm start), then run the import again: it goes on where it stopped.',
    )
    expect(passed).toBeGreaterThan(120_000)
    expect(passed).toBeLessThan(125_000)
  })

  it('and patience begins anew with every answer to another', async () => {
    const handler: Handler = async ({ path }) => reply(path.includes('/7/') ? 503 : 201, {})
    const other = { ...document, path: '/api/orders/order/8/place-order', key: 'order/8' }
    const passed = await withGateway(handler, async (client, { clock }, owner) => {
      const from = clock.now()
      const stuck = client.post(document).catch(() => clock.now() - from)
      await clock.sleep(100_000, owner.signal)
      await client.post(other)
      return stuck
    })
    expect(passed).toBeGreaterThan(220_000)
  })

  it('never to a server that is no shop', async () => {
    const { seen, handler } = inTurn(404)
    const post = (client: ShopClient) => client.post(document)
    await expect(withGateway(handler, post)).rejects.toThrow(
      'WT_SHOP_UNKNOWN: gateway does not know',
    )
    expect(seen).toHaveLength(1)
  })

  it('until the signal fires', async () => {
    const { handler } = inTurn(503)
    const stopped = withGateway(handler, async (client, { clock }, owner) => {
      clock.after(5_000, () => owner.abort(new Error('Ctrl-C')))
      return client.post(document)
    })
    await expect(stopped).rejects.toThrow('Ctrl-C')
  })
})
