import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { type Ports, type Random, type Storage, seededRandom } from '@watertight/ports'
import type { ServiceOptions } from '@watertight/ports/node'
import { virtualStage } from '@watertight/ports/stage'
import { drawFaults, type Fault } from '@watertight/ports/virtual'
import type { Hosted } from '@watertight/service'
import { startInventory } from '../inventory/service.ts'
import { startOrders } from '../orders/service.ts'
import { startPayments } from '../payments/service.ts'
import { asClient, hostShop, type Insist, insisting, shopHosts, stock } from './shop.ts'

/** A context's log as it stands at the end, and the disk it stands on. */
export interface Log {
  readonly store: EventStore<EventType>
  readonly storage: Storage
}
export interface Logs {
  readonly orders: Log
  readonly payments: Log
  readonly inventory: Log
}
export interface CardFigures {
  readonly charged: string
  readonly refunded: string
  readonly twice: number
}

const ordersPerSchedule = 10
const skus = ['85123A', '71053', '84406B', '22752'] as const
const troubleMs = 3_000
const cardTroubles = [
  'none',
  'none',
  'slow',
  'slow',
  'refuse',
  'fail',
  'hang',
  'lose-answer',
] as const
const carrierTroubles = [
  ...['none', 'none', 'refuse', 'undeliverable', 'fail', 'hang', 'lose-answer'],
] as const

const leisurely = (ms: number): Fault[] =>
  [
    ['orders', 'inventory'],
    ['inventory', 'orders'],
  ].map(([from = '', to = '']) => ({ kind: 'slow', at: 0, for: 2 * troubleMs, from, to, ms }))

const pick = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random.next() * list.length)] as T
const upTo = (random: Random, most: number) => 1 + Math.floor(random.next() * most)

/** Some days of a shop in which everything goes wrong that can, all drawn from the seed; resolves when it is at rest, and answers what `look` makes of its logs. Every third schedule has a network that fails as well. `orders` may be another one. */
export async function schedule<T>(
  seed: number,
  look: (logs: Logs, card: CardFigures) => Promise<T>,
  orders = startOrders,
): Promise<T> {
  const random = seededRandom(seed)
  const faults = [
    ...(seed % 3 === 0 ? drawFaults(random.next, shopHosts, 6, troubleMs) : []),
    // the store takes its time: between paying and picking much may happen
    ...(seed % 2 === 0 ? leisurely(100 + random.next() * 800) : []),
  ]
  const world = virtualStage({ seed, faults })
  const logs: { -readonly [K in keyof Logs]?: Log } = {}
  const kept =
    (name: keyof Logs, start: typeof startOrders) =>
    async (ports: Ports, options: ServiceOptions): Promise<Hosted> => {
      const hosted = await start(ports, options)
      logs[name] = { store: hosted.store, storage: ports.storage }
      return hosted
    }
  try {
    return await world.run(async () => {
      await hostShop(world, {
        orders: kept('orders', orders),
        payments: kept('payments', startPayments),
        inventory: kept('inventory', startInventory),
      })
      const card = await asClient(world, (ports) => days(ports, seededRandom(seed * 7_919)))
      return look(logs as Logs, card)
    })
  } finally {
    await world.stop()
  }
}

async function days(ports: Ports, random: Random): Promise<CardFigures> {
  const { clock } = ports
  const owner = new AbortController().signal
  const insist = insisting(ports, 1_500)
  const wait = (ms: number) => clock.sleep(ms, owner)
  for (const sku of skus) await stock(insist, sku, 20 + upTo(random, 60), 'schedule')

  /** One after another, for as long as there is trouble. */
  async function trouble(to: string, modes: readonly string[]): Promise<void> {
    const end = clock.now() + troubleMs
    while (clock.now() < end) {
      await insist(to, '/fault', { mode: pick(random, modes) })
      await wait(100 + random.next() * 500)
    }
    await insist(to, '/fault', { mode: 'none' })
  }
  /** Somebody counts, and finds less than the books say, or more. */
  async function counting(): Promise<void> {
    for (let n = 1; n <= 8; n++) {
      await wait(random.next() * 900)
      const line = { line: 1, sku: pick(random, skus), description: 'counted' }
      const quantity = random.next() < 0.7 ? -upTo(random, 60) : upTo(random, 40)
      const adjustedAt = '2010-12-01T11:52'
      const body = { batch: 'schedule', customer: null, adjustedAt, lines: [{ ...line, quantity }] }
      const path = `/stock-adjustment/A${n}/record-stock-adjustment`
      await insist('inventory', path, body, `adjustment/${n}`)
    }
  }

  await Promise.all([
    trouble('card-network', cardTroubles),
    trouble('carrier', carrierTroubles),
    counting(),
    ...Array.from({ length: ordersPerSchedule }, async (_, n) => {
      await wait(random.next() * troubleMs)
      await shopping(insist, wait, random, `${n + 1}`)
    }),
  ])
  await atRest(insist, wait)
  return (await insist<CardFigures>('card-network', '/figures')).said
}

const ended: ReadonlySet<string> = new Set([
  ...['OrderDeclined', 'OrderDelivered', 'OrderOutOfStock', 'OrderNotPaid', 'OrderStockGone'],
  ...['OrderShippingFailed', 'OrderCancelled'],
])

/** One customer: orders, may think better of it, waits for what comes, may send a part back, and may go to their bank. */
async function shopping(
  insist: Insist,
  wait: (ms: number) => Promise<void>,
  random: Random,
  number: string,
): Promise<void> {
  const lines = Array.from({ length: upTo(random, 3) }, (_, at) => ({
    ...{ line: at + 1, sku: pick(random, skus), description: '', charge: false },
    ...{ quantity: upTo(random, 6), unitPrice: (upTo(random, 999) / 100).toFixed(2) },
  }))
  // a price that is over every card's limit
  const dear = { ...lines[0], line: 1, quantity: 2, unitPrice: '999999.00' }
  const ordered = random.next() < 0.05 ? [dear, ...lines.slice(1)] : lines
  // three customers, so that a credit note may find the orders of another day
  const customer = `1785${Number(number) % 3}`
  const order = { batch: 'schedule', customer, country: 'France', currency: 'GBP' }
  const body = { ...order, placedAt: '2010-12-01T08:26', lines: ordered }
  const send = (command: string, data: object, key: string) =>
    insist('orders', `/order/${number}/${command}`, data, `${key}/${number}`)
  await send('place-order', body, 'place')
  const cancel = () => send('cancel-order', { reason: 'a change of mind' }, 'cancel')
  const mind = random.next()
  if (mind < 0.35) {
    await wait(random.next() * 3_000)
    await cancel()
  }
  // some regret it when they see that it is paid
  let regrets = mind > 0.75
  let end: string | undefined
  while (end === undefined) {
    await wait(50)
    const { said } = await insist<{ events: { type: string }[] }>(
      'orders',
      `/order/${number}/history`,
    )
    const types = said.events.map(({ type }) => type)
    end = types.find((type) => ended.has(type))
    if (regrets && types.at(-1) === 'OrderPaid') {
      regrets = false
      await cancel()
    }
  }
  if (end !== 'OrderDelivered') return
  const dispute = () =>
    insist('payments', `/payment/${number}/open-dispute`, { reason: 'unknown' }, `open/${number}`)
  const isDisputed = random.next() < 0.25
  if (isDisputed) await dispute()
  const first = ordered[0] as (typeof lines)[number]
  async function giveBack(): Promise<void> {
    await wait(random.next() * 300)
    const back = [{ line: 1, quantity: upTo(random, first.quantity) }]
    const name = { return: `R${number}` }
    await send('request-return', { ...name, reason: 'it does not fit', lines: back }, 'return')
    await wait(random.next() * 500)
    await send('receive-return', name, 'received')
  }
  async function credit(): Promise<void> {
    await wait(random.next() * 500)
    const line = { ...first, line: 1, quantity: upTo(random, first.quantity) }
    const note = { ...order, issuedAt: '2010-12-02T09:00', lines: [line] }
    await insist('orders', `/credit-note/C${number}/issue-credit-note`, note, `credit/${number}`)
  }
  // some send a part back, some are credited, and some try both at once
  await Promise.all([
    ...(random.next() < 0.5 ? [giveBack()] : []),
    ...(random.next() < 0.4 ? [credit()] : []),
  ])
  if (isDisputed) {
    const outcome = random.next() < 0.5 ? 'won' : 'lost'
    await insist('payments', `/payment/${number}/close-dispute`, { outcome }, `close/${number}`)
  }
}

interface Status {
  readonly head: number
  readonly feeds: {
    readonly [name: string]: { readonly position: number; readonly parked: number }
  }
  readonly processes: {
    readonly [name: string]: {
      readonly running: number
      readonly alarms: number
      readonly sending: number
      readonly heldUp: readonly unknown[]
      readonly position: number
    }
  }
}

/** Waits until nothing is to be done anywhere, and nothing has changed for a while. */
async function atRest(insist: Insist, wait: (ms: number) => Promise<void>): Promise<void> {
  let before = ''
  for (let calm = 0; calm < 3; ) {
    const contexts = ['orders', 'payments', 'inventory'] as const
    const statuses = await Promise.all(contexts.map((to) => insist<Status>(to, '/status')))
    const figures = await Promise.all(contexts.map((to) => insist<Figures>(to, '/figures')))
    const left = [
      ...figures.flatMap(({ said }) => [
        said.awaitingPayment,
        said.underWay,
        said.pending,
        said.settlementsPending,
        said.refundsPending,
      ]),
      ...statuses.flatMap(({ said }) =>
        Object.values(said.processes).flatMap((one) => [
          ...[one.running, one.alarms, one.sending, one.heldUp.length],
        ]),
      ),
    ].reduce((sum: number, one) => sum + (one ?? 0), 0)
    const now = JSON.stringify([figures, statuses.map(({ said }) => said.head)])
    calm = left === 0 && now === before ? calm + 1 : 0
    before = now
    await wait(500)
  }
}
interface Figures {
  readonly awaitingPayment?: number
  readonly underWay?: number
  readonly pending?: number
  readonly settlementsPending?: number
  readonly refundsPending?: number
}
