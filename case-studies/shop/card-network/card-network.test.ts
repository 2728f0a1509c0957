import { json, type Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import type { Fault } from '@watertight/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { FaultMode } from './faults.ts'
import { startCardNetwork } from './service.ts'

/** A client beside the simulator in a virtual world. */
async function withCardNetwork(
  test: (ask: Ask, ports: Ports) => Promise<void>,
  faults: readonly Fault[] = [],
): Promise<void> {
  const world = virtualStage({ seed: 3, faults })
  try {
    await world.run(async () => {
      await world.host('card-network', startCardNetwork)
      await new Promise<void>((resolve, reject) => {
        void world.host('client', (ports) => test(asking(ports), ports).then(resolve, reject))
      })
    })
  } finally {
    await world.stop()
  }
}
type Ask = ReturnType<typeof asking>
const asking =
  ({ transport, clock }: Ports) =>
  async (method: 'GET' | 'POST', path: string, body?: unknown, key?: string) => {
    const answer = await transport.call({
      to: 'card-network',
      method,
      path,
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      deadline: clock.now() + 2_000,
    })
    return { status: answer.status, body: json(answer.body) as any }
  }
const charge = (reference: string, pence = 1_530) => ({
  reference,
  label: 'test',
  pence,
  currency: 'GBP',
})
const set = (ask: Ask, mode: FaultMode) => ask('POST', '/fault', { mode })

describe('the card network', () => {
  it('charges once for one key, whatever happens between', () =>
    withCardNetwork(async (ask) => {
      const first = await ask('POST', '/charges', charge('1'), 'k1')
      expect(first).toMatchObject({ status: 201, body: { reference: '1' } })
      expect((await ask('POST', '/charges', charge('1'), 'k1')).body).toEqual(first.body)
      expect((await ask('GET', '/figures')).body).toEqual({
        authorisations: 0,
        voids: 0,
        charges: 1,
        charged: '15.30',
        refunds: 0,
        refunded: '0.00',
        twice: 0,
      })
    }))

  it('counts a reference that was charged under two keys', () =>
    withCardNetwork(async (ask) => {
      await ask('POST', '/charges', charge('1'), 'k1')
      await ask('POST', '/charges', charge('1'), 'k2')
      expect((await ask('GET', '/figures?label=test')).body).toMatchObject({ charges: 2, twice: 1 })
      expect((await ask('GET', '/figures?label=other')).body).toMatchObject({
        charges: 0,
        twice: 0,
      })
    }))

  it('refuses without charging, and tells again what it did before', () =>
    withCardNetwork(async (ask) => {
      const first = await ask('POST', '/charges', charge('1'), 'k1')
      await set(ask, 'refuse')
      expect(await ask('POST', '/charges', charge('2'), 'k2')).toMatchObject({ status: 402 })
      expect((await ask('POST', '/charges', charge('1'), 'k1')).body).toEqual(first.body)
      expect((await ask('GET', '/figures')).body).toMatchObject({ charges: 1 })
    }))

  it('fails without charging', () =>
    withCardNetwork(async (ask) => {
      await set(ask, 'fail')
      expect((await ask('POST', '/charges', charge('1'), 'k1')).status).toBe(503)
      expect((await ask('GET', '/figures')).body.charges).toBe(0)
    }))

  it('hangs without charging', () =>
    withCardNetwork(async (ask) => {
      await set(ask, 'hang')
      await expect(ask('POST', '/charges', charge('1'), 'k1')).rejects.toThrow('WT_DEADLINE')
      expect((await ask('GET', '/figures')).body.charges).toBe(0)
    }))

  it('loses its answer after charging, and gives it when asked again', () =>
    withCardNetwork(async (ask) => {
      await set(ask, 'lose-answer')
      await expect(ask('POST', '/charges', charge('1'), 'k1')).rejects.toThrow('WT_DEADLINE')
      await set(ask, 'none')
      expect((await ask('POST', '/charges', charge('1'), 'k1')).status).toBe(201)
      expect((await ask('GET', '/figures')).body).toMatchObject({ charges: 1, twice: 0 })
    }))

  it('is slow, and charges', () =>
    withCardNetwork(async (ask, { clock }) => {
      await set(ask, 'slow')
      const before = clock.now()
      expect((await ask('POST', '/charges', charge('1'), 'k1')).status).toBe(201)
      expect(clock.now() - before).toBeGreaterThan(600)
    }))

  it('answers twice: every other answer is the one before it again', () =>
    withCardNetwork(async (ask) => {
      await ask('POST', '/charges', charge('1'), 'k1')
      await set(ask, 'answer-twice')
      expect((await ask('POST', '/charges', charge('2'), 'k2')).body.reference).toBe('1')
      expect((await ask('POST', '/charges', charge('2'), 'k2')).body.reference).toBe('2')
      expect((await ask('GET', '/figures')).body).toMatchObject({ charges: 2, twice: 0 })
    }))

  it('goes on failing after a crash: an outage is not over because its server restarts', () =>
    withCardNetwork(
      async (ask, { clock }) => {
        await ask('POST', '/charges', charge('1'), 'k1')
        await set(ask, 'fail')
        await clock.sleep(600, new AbortController().signal)
        expect((await ask('GET', '/fault')).body).toMatchObject({ mode: 'fail' })
        expect((await ask('GET', '/figures')).body).toMatchObject({ charges: 1 })
      },
      [{ kind: 'crash', host: 'card-network', at: 400, for: 100 }],
    ))

  it.each([
    ['a fault nobody knows', '/fault', { mode: 'explode' }, 422],
    ['an amount of nothing', '/charges', charge('1', 0), 422],
    ['an amount that no number holds exactly', '/charges', charge('1', 1e16), 422],
    ['an amount over the limit', '/charges', charge('1', 100_000_001), 402],
    ['an amount far over the limit', '/charges', charge('1', 1e15), 402],
    ['an unknown field', '/charges', { ...charge('1'), pan: '4111' }, 422],
    ['no object', '/charges', [], 422],
  ])('refuses %s', (_, path, body, status) =>
    withCardNetwork(async (ask) => {
      expect((await ask('POST', path, body, 'k1')).status).toBe(status)
      expect((await ask('GET', '/figures')).body.charges).toBe(0)
    }),
  )

  it('refuses a charge without a key', () =>
    withCardNetwork(async (ask) => {
      expect((await ask('POST', '/charges', charge('1'))).status).toBe(400)
    }))
})
