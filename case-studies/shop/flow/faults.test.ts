import { json, type Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { describe, expect, it } from 'vitest'
import { asClient, hostShop } from './shop.ts'

const orders = 20
const outageMs = 30_000

/** Somebody who orders during an outage, looks on, and heals it. */
async function outage(ports: Ports, mode: string) {
  const { clock, transport } = ports
  const owner = new AbortController().signal
  async function ask<T>(to: string, path: string, body?: unknown): Promise<T> {
    const answer = await transport.call({
      to,
      method: body === undefined ? 'GET' : 'POST',
      path,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      deadline: clock.now() + 2_000,
    })
    expect(answer.status).toBeLessThan(300)
    return json(answer.body) as T
  }
  type Figures = { readonly awaitingPayment: number; readonly delivered: number }
  type Breakers = { readonly 'card-network': { readonly trips: number } }

  await ask('inventory', '/stock-item/22086/receive-stock', {
    ...{ batch: 'outage', quantity: orders, reason: 'opening stock' },
  })
  await ask('card-network', '/fault', { mode })
  for (let n = 1; n <= orders; n++) {
    const line = { line: 1, sku: '22086', description: 'Paper chain kit', charge: false }
    await ask('orders', `/order/${n}/place-order`, {
      batch: 'outage',
      customer: null,
      country: 'France',
      placedAt: '2010-12-01T08:26',
      currency: 'GBP',
      lines: [{ ...line, quantity: 1, unitPrice: '2.55' }],
    })
    await clock.sleep(50, owner)
  }
  await clock.sleep(outageMs, owner)
  const during = await ask<Figures>('orders', '/figures')
  const breakers = await ask<Breakers>('payments', '/breakers')
  await ask('card-network', '/fault', { mode: 'none' })
  while ((await ask<Figures>('orders', '/figures')).delivered < orders)
    await clock.sleep(200, owner)
  return {
    waited: during.awaitingPayment,
    tripped: breakers['card-network'].trips > 0,
    card: await ask('card-network', '/figures'),
  }
}

async function outageOf(mode: string) {
  const world = virtualStage({ seed: 11 })
  try {
    return await world.run(async () => {
      await hostShop(world)
      return asClient(world, (ports) => outage(ports, mode))
    })
  } finally {
    await world.stop()
  }
}

const allPaidOnce = { charges: orders, charged: '51.00', twice: 0 }

describe('while the card network', () => {
  it.each(['fail', 'hang', 'lose-answer'])(
    'is told to %s, the breaker opens, every order is accepted and waits; when it heals all are paid once',
    async (mode) => {
      expect(await outageOf(mode)).toMatchObject({
        waited: orders,
        tripped: true,
        card: allPaidOnce,
      })
    },
  )

  it('is slow, the breaker opens on slow calls, and all are paid once', async () => {
    expect(await outageOf('slow')).toMatchObject({ tripped: true, card: allPaidOnce })
  })

  it('answers twice, no order takes the answer of another, and all are paid once', async () => {
    expect(await outageOf('answer-twice')).toMatchObject({ card: allPaidOnce })
  })
})
