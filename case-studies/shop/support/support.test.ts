import { json, type Ports } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { describe, expect, it } from 'vitest'
import { asClient, hostShop, meshed } from '../flow/shop.ts'
import { mask } from './masking.ts'
import type { FoundOrders, Story, StoryEvent } from './published.ts'
import { startSupport } from './service.ts'

const owner = new AbortController().signal

/** An agent of the whole shop in virtual time. */
async function withShop(
  run: (agent: ReturnType<typeof agentOf>, world: ReturnType<typeof virtualStage>) => Promise<void>,
) {
  const world = virtualStage({ seed: 11 })
  try {
    await world.run(async () => {
      await hostShop(world)
      await world.host('support', meshed(startSupport))
      await asClient(world, (ports) => run(agentOf(ports), world))
    }, 3_600_000)
  } finally {
    await world.stop()
  }
}

function agentOf({ clock, transport }: Ports) {
  const ask = async <T = any>(to: string, path: string, body?: unknown) => {
    const answer = await transport.call({
      ...{ to, path, deadline: clock.now() + 30_000 },
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, said: json(answer.body) as T }
  }
  const story = async (order: string, asOf?: string): Promise<Story> => {
    const query = asOf === undefined ? '' : `?asOf=${encodeURIComponent(asOf)}`
    const { status, said } = await ask<Story>('support', `/stories/${order}${query}`)
    expect([status, said]).toEqual([200, expect.anything()])
    return said
  }
  return {
    ask,
    story,
    wait: (ms: number) => clock.sleep(ms, owner),
    stock: (sku: string, quantity: number) =>
      ask('inventory', `/stock-item/${sku}/receive-stock`, {
        ...{ batch: 'support', quantity, reason: 'opening stock' },
      }),
    place: (order: string, sku = '22086', customer: string | null = '17850') =>
      ask('orders', `/order/${order}/place-order`, {
        ...{ batch: 'support', customer, country: 'France', currency: 'GBP' },
        placedAt: '2010-12-01T08:26',
        lines: [
          {
            ...{ line: 1, sku, description: 'Paper chain kit', charge: false },
            ...{ quantity: 2, unitPrice: '2.55' },
          },
        ],
      }),
    async until(order: string, type: string) {
      for (;;) {
        const told = await story(order)
        if (told.events.some((event) => event.type === type)) return told
        await clock.sleep(50, owner)
      }
    },
  }
}

const find = (story: Story, type: string): StoryEvent => {
  const event = story.events.find((one) => one.type === type)
  if (event === undefined) throw new Error(`the story has no ${type}`)
  return event
}
const typesOf = (story: Story, keys: readonly string[]) =>
  keys.map((key) => story.events.find((event) => event.key === key)?.type)

describe('the story of an order', () => {
  it('is one timeline over all contexts, each event with its cause and its effects', () =>
    withShop(async ({ stock, place, until }) => {
      await stock('22086', 5)
      await place('7')
      const story = await until('7', 'OrderDelivered')

      expect(story.contexts.map(({ name, is }) => [name, is])).toEqual([
        ['orders', 'read'],
        ['payments', 'read'],
        ['inventory', 'read'],
        ['support', 'read'],
      ])
      expect(story.events.map(({ context, type }) => `${context} ${type}`)).toEqual([
        'orders OrderPlaced',
        'payments PaymentRequested',
        'payments PaymentAuthorised',
        'orders OrderConfirmed',
        'inventory StockReserved',
        'inventory ReservationAnswered',
        'orders OrderReserved',
        'payments CaptureRequested',
        'payments PaymentCaptured',
        'orders OrderPaid',
        'inventory StockPicked',
        'inventory PickAnswered',
        'orders OrderPicked',
        'orders OrderShipped',
        'orders OrderDelivered',
      ])
      // one story, begun by one command: every other event has its cause in it
      expect(new Set(story.events.map(({ correlation }) => correlation)).size).toBe(1)
      expect(story.events.map(({ cause }) => cause.is)).toEqual([
        'command',
        ...story.events.slice(1).map(() => 'event'),
      ])
      for (const event of story.events)
        for (const effect of event.effects)
          expect(story.events.find(({ key }) => key === effect)?.cause.of).toBe(event.key)
    }))

  it('answers why an event is so with the chain of causes from the command that began it', () =>
    withShop(async ({ stock, place, until }) => {
      await stock('22086', 5)
      await place('7')
      const story = await until('7', 'OrderDelivered')
      expect(typesOf(story, find(story, 'PaymentCaptured').why)).toEqual([
        'OrderPlaced',
        'PaymentRequested',
        'PaymentAuthorised',
        'OrderConfirmed',
        'ReservationAnswered',
        'OrderReserved',
        'CaptureRequested',
      ])
    }))

  it('tells refusals and what was undone because of them', () =>
    withShop(async ({ stock, place, until }) => {
      await stock('22086', 1)
      await place('8')
      const story = await until('8', 'PaymentVoided')
      expect(find(story, 'StockRanShort')).toMatchObject({
        ...{ says: '2 × 22086 wanted, 1 there', tone: 'bad' },
      })
      expect(typesOf(story, find(story, 'PaymentVoided').why)).toEqual(
        expect.arrayContaining(['OrderPlaced', 'OrderConfirmed', 'OrderOutOfStock']),
      )
    }))

  it('tells the state of every context as of any of its moments', () =>
    withShop(async ({ stock, place, until, story }) => {
      await stock('22086', 5)
      await place('7')
      const whole = await until('7', 'OrderDelivered')
      const factsOf = ({ contexts }: Story, stream: string) =>
        Object.fromEntries(
          contexts.flatMap(({ state }) => state).find((one) => one.stream === stream)?.facts ?? [],
        )
      const then = await story('7', find(whole, 'OrderReserved').key)
      expect(factsOf(then, 'payment-7')).toMatchObject({ held: '£5.10' })
      expect(factsOf(then, 'stock-item-22086')).toEqual({ kept: '2' })
      expect(then.events.filter(({ happened }) => !happened)[0]?.type).toBe('CaptureRequested')
      expect(factsOf(whole, 'payment-7')).toMatchObject({ held: '£0.00', taken: '£5.10' })
      expect(factsOf(whole, 'stock-item-22086')).toEqual({ kept: '0', picked: '2' })
    }))

  it('has the returned goods, the credit note and what was paid back', () =>
    withShop(async ({ ask, stock, place, until }) => {
      await stock('22086', 5)
      await place('7')
      await until('7', 'OrderDelivered')
      const path = '/credit-note/C1/issue-credit-note'
      const line = { line: 1, sku: '22086', description: 'Paper chain kit', charge: false }
      await ask('orders', path, {
        ...{ batch: 'support', customer: '17850', country: 'France', currency: 'GBP' },
        issuedAt: '2010-12-02T08:26',
        lines: [{ ...line, quantity: 1, unitPrice: '2.55' }],
      })
      for (const type of ['CreditNoteLinked', 'StockPutBack']) await until('7', type)
      const story = await until('7', 'PaidBack')
      expect(find(story, 'LinesCredited').says).toBe('Lines of it are credited with C1')
      expect(find(story, 'CreditNoteLinked').says).toBe('Credit note C1 belongs to it')
      expect(find(story, 'PaidBack').says).toBe('£2.55 are paid back')
      expect(typesOf(story, find(story, 'StockPutBack').why)).toEqual(['CreditNoteIssued'])
    }))

  it('is found in a stock item that others have moved many times', () =>
    withShop(async ({ stock, place, until }) => {
      for (let n = 0; n < 130; n++) await stock('22086', 1)
      await place('7')
      await until('7', 'OrderDelivered')
      for (let n = 0; n < 130; n++) await stock('22086', 1)
      const story = await until('7', 'OrderDelivered')
      const shelf = story.events.filter(({ stream }) => stream === 'stock-item-22086')
      expect(shelf.map(({ type }) => type)).toEqual(['StockReserved', 'StockPicked'])
      expect(shelf[0]?.revision).toBe(131)
    }))
})

describe('a context that is down', () => {
  it('is shown as such, and the rest stays', () =>
    withShop(async ({ stock, place, until, story }, world) => {
      await stock('22086', 5)
      await place('7')
      await until('7', 'OrderDelivered')
      world.crash('payments')
      const told = await story('7')
      expect(told.contexts.map(({ name, is }) => [name, is])).toEqual([
        ['orders', 'read'],
        ['payments', 'down'],
        ['inventory', 'read'],
        ['support', 'read'],
      ])
      expect(told.contexts[1]?.because).toContain('payments does not answer')
      expect(find(told, 'OrderConfirmed').cause.is).toBe('elsewhere')
      expect(find(told, 'OrderDelivered').says).toBe('The customer has it')
    }))
})

describe('finding an order', () => {
  it('goes by number, customer or amount, without telling who the customer is', () =>
    withShop(async ({ ask, place }) => {
      await place('7')
      await place('9', '22086', null)
      for (const [text, by, found] of [
        ['7', 'number', ['7']],
        ['17850', 'customer', ['7']],
        ['£5.10', 'amount', ['7', '9']],
        ['', 'latest', ['9', '7']],
        ['nobody', 'number', []],
      ] as const) {
        const { said } = await ask<FoundOrders>('support', `/orders?q=${encodeURIComponent(text)}`)
        expect(said.orders.map(({ number }) => number)).toEqual(found)
        expect(said.orders.every((order) => order.by === by)).toBe(true)
        expect(JSON.stringify(said)).not.toContain('17850')
      }
    }))

  it('says so where there is no such order, and refuses what is none', () =>
    withShop(async ({ ask }) => {
      expect(await ask('support', '/stories/404')).toMatchObject({
        status: 404,
        said: { code: 'WT_NOT_FOUND', detail: expect.stringContaining('GET /orders?q=') },
      })
      expect((await ask('support', '/stories/a%20b')).status).toBe(404)
      expect((await ask('support', `/orders?q=${'x'.repeat(101)}`)).status).toBe(422)
    }))
})

describe('who the customer is', () => {
  it('is masked until an agent asks and says why, for a quarter of an hour', () =>
    withShop(async ({ ask, place, story, wait }) => {
      await place('7')
      expect(await story('7')).toMatchObject({ customer: mask, disclosedUntil: null })
      expect(JSON.stringify(await story('7'))).not.toContain('17850')
      const path = '/dossier/7/disclose-customer'
      expect((await ask('support', path, { reason: 'on the telephone' })).status).toBe(201)
      const told = await story('7')
      expect(told.customer).toBe('17850')
      // who asked, and why, is part of the story
      expect(find(told, 'CustomerDisclosed').says).toContain('on the telephone')
      await wait(15 * 60_000)
      expect(await story('7')).toMatchObject({ customer: mask, disclosedUntil: null })
    }))

  it('is not told any more once the customer is forgotten', () =>
    withShop(async ({ ask, place, story }) => {
      await place('7')
      await ask('orders', '/pseudonym/P1/pseudonymise-customer', { customer: '17850' })
      await ask('support', '/dossier/7/disclose-customer', { reason: 'on the telephone' })
      const told = await story('7')
      expect(told.customer).toBe('P1')
      expect(JSON.stringify(told)).not.toContain('17850')
    }))
})

it('notes of agents are part of the story', () =>
  withShop(async ({ ask, place, story }) => {
    await place('7')
    await ask('support', '/dossier/7/add-note', { text: 'Calls back on Monday' })
    expect((await ask('support', '/dossier/7/add-note', { text: ' ' })).status).toBe(422)
    expect(find(await story('7'), 'NoteAdded').says).toBe('Note: Calls back on Monday')
  }))
