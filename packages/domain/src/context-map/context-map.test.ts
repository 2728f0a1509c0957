import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { aggregate } from '../aggregate.ts'
import { boundedContext } from '../bounded-context.ts'
import { command, event } from '../message.ts'
import { processManager } from '../process/process-manager.ts'
import { publish, publishedLanguage } from '../published-language.ts'
import { send, translation } from '../translation.ts'
import { contextMap } from './context-map.ts'
import {
  anticorruption,
  conformist,
  customerSupplier,
  partnership,
  type Relation,
  sharedKernel,
} from './relations.ts'

const Place = command('Place', { total: z.string() })
const Confirm = command('Confirm', {})
const Placed = event('Placed', { total: z.string(), note: z.string() })
const Confirmed = event('Confirmed', {})
const Order = aggregate('Order', {
  commands: [Place, Confirm],
  events: [Placed, Confirmed],
  initial: () => ({ is: 'Any' }) as const,
})
  .decide({
    Any: { Place: ({ total }) => Placed({ total, note: '' }), Confirm: () => Confirmed({}) },
  })
  .evolve({ Placed: (state) => state, Confirmed: (state) => state })

const Request = command('Request', { order: z.string(), total: z.string() })
const Requested = event('Requested', { order: z.string() })
const Payment = aggregate('Payment', {
  commands: [Request],
  events: [Requested],
  initial: () => ({ is: 'Any' }) as const,
})
  .decide({ Any: { Request: ({ order }) => Requested({ order }) } })
  .evolve({ Requested: (state) => state })

const PlacedV1 = event('shop.Placed.v1', { total: z.string() })
const ConfirmedV1 = event('shop.Confirmed.v1', {})
const OrdersLanguage = publishedLanguage('orders', [PlacedV1, ConfirmedV1])
const publishes = [
  publish(PlacedV1, Placed, ({ total }) => ({ total })),
  publish(ConfirmedV1, Confirmed, () => undefined),
]
const fromOrders = translation(
  { from: OrdersLanguage, sends: [Request] },
  {
    'shop.Placed.v1': ({ total }, { id }) => send(id, Request({ order: id, total })),
    'shop.Confirmed.v1': () => undefined,
  },
)
const about = { id: '536365', at: new Date(0) }
const orders = { purpose: 'Takes orders.', owns: [Order], speaks: OrdersLanguage, publishes }
const payments = { purpose: 'Takes money.', owns: [Payment], hears: [fromOrders] }
const Orders = boundedContext('orders', { ...orders, accepts: [Place] })
const Payments = boundedContext('payments', payments)

describe('a published language', () => {
  it('says in its own words what happened inside, or keeps it inside', () => {
    const placed = Placed({ total: '2.55', note: 'secret' })
    expect(publishes.map((one) => one.from)).toEqual(['Placed', 'Confirmed'])
    expect(publishes[0]?.as(placed.data, about)).toEqual({ total: '2.55' })
    expect(publishes[1]?.as({}, about)).toBeUndefined()
  })
})

describe('a translation', () => {
  it('turns a published event into a command and whom it is for', () => {
    expect(fromOrders.translate(PlacedV1({ total: '2.55' }), about)).toEqual([
      { to: '536365', command: Request({ order: '536365', total: '2.55' }) },
    ])
  })

  it('may turn one event into several commands', () => {
    const both = send('1', Confirm({}))
    const twice = translation(
      { from: publishedLanguage('orders', [ConfirmedV1]), sends: [Confirm] },
      { 'shop.Confirmed.v1': () => [both, both] },
    )
    expect(twice.translate(ConfirmedV1({}), about)).toEqual([both, both])
  })

  it('makes nothing of what means nothing here, newer events included', () => {
    expect(fromOrders.translate(ConfirmedV1({}), about)).toEqual([])
    for (const type of ['shop.Shipped.v1', 'constructor', '__proto__'])
      expect(fromOrders.translate({ type, data: {} }, about)).toEqual([])
  })
})

describe('a bounded context is refused', () => {
  const refused = (words: Partial<Parameters<typeof boundedContext<'orders', any>>[1]>) =>
    expect(() => boundedContext('orders', { ...orders, ...words }))

  it('when nothing it owns decides what it accepts or sends itself', () => {
    refused({ accepts: [Request] }).toThrow(
      'orders accepts Request, and nothing it owns decides it',
    )
    const own = publishedLanguage('payments', [PlacedV1])
    const foreign = translation(
      { from: own, sends: [Request] },
      { 'shop.Placed.v1': () => undefined },
    )
    refused({ hears: [foreign] }).toThrow('WT_CONTEXT_INVALID: orders sends itself Request')
  })

  it('when it publishes what it does not promise, or promises what it does not publish', () => {
    const less = publishedLanguage('orders', [PlacedV1])
    refused({ speaks: less }).toThrow('publishes shop.Confirmed.v1, which is not in its published')
    refused({ publishes: publishes.slice(0, 1) }).toThrow(
      'promises shop.Confirmed.v1 and never publishes it',
    )
    expect(() => boundedContext('orders', { purpose: '', owns: [Order], publishes })).toThrow(
      'not in its published language',
    )
  })

  it('when it publishes an event that nothing it owns records', () => {
    const stray = publish(PlacedV1, Requested, () => ({ total: '0' }))
    refused({ publishes: [...publishes, stray] }).toThrow(
      'publishes shop.Placed.v1 from Requested, which nothing it owns records',
    )
  })

  it('when it translates itself, or one context twice', () => {
    const own = translation(
      { from: OrdersLanguage, sends: [Confirm] },
      { 'shop.Placed.v1': () => undefined, 'shop.Confirmed.v1': () => undefined },
    )
    refused({ hears: [own] }).toThrow('orders translates its own language')
    expect(() =>
      boundedContext('payments', { ...payments, hears: [fromOrders, fromOrders] }),
    ).toThrow('translates one of orders,orders twice')
  })
})

describe('a context map', () => {
  const relation = anticorruption({ upstream: Orders, downstream: Payments })

  it('is drawn from what the contexts say', () => {
    const Support = boundedContext('support "desk"', { purpose: 'Listens.', owns: [] })
    expect(contextMap('Shop', [Orders, Payments, Support], [relation]).mermaid()).toBe(
      [
        'flowchart LR',
        '  c1["orders"]',
        '  c2["payments"]',
        '  c3["support #quot;desk#quot;"]',
        '  c1 -->|anticorruption| c2',
      ].join('\n'),
    )
  })

  it('has an anticorruption layer only where there is a translation', () => {
    expect(() => anticorruption({ upstream: Payments, downstream: Orders })).toThrow(
      'WT_CONTEXT_MAP_INVALID: orders has no translation of what payments publishes',
    )
  })

  it('is refused where map and contexts tell different stories', () => {
    const Other = boundedContext('orders', { purpose: '', owns: [] })
    const self = partnership(Orders, Orders)
    const stale = anticorruption({ upstream: Other, downstream: Payments })
    const map = (contexts: Parameters<typeof contextMap>[1], relations: readonly Relation[]) =>
      expect(() => contextMap('Shop', contexts, relations))
    map([Orders, Payments], []).toThrow('payments hears orders, and the map does not say so')
    map([Orders, Payments], [relation, relation]).toThrow('orders to payments is stated twice')
    map([Orders], [self]).toThrow('orders has a relation to itself')
    map([Orders, Other], []).toThrow('Shop has two contexts of one name')
    map([Payments], []).toThrow('payments hears orders, which is not on the map')
    map([Payments], [relation]).toThrow('orders is in a relation and not on the map')
    map([Other, Payments], [relation]).toThrow('orders is in a relation and not on the map')
    map([Other, Payments], [stale]).toThrow(
      'payments hears shop.Placed.v1, which orders does not speak',
    )
  })
})

// support hears orders and calls payments, whose language has a command
const Look = command('Look', {})
const PaymentsLanguage = publishedLanguage('payments', [], { Payment: [Request] })
const Bank = boundedContext('payments', {
  ...{ purpose: 'Takes money.', owns: [Payment], accepts: [Request], speaks: PaymentsLanguage },
})
const Desk = aggregate('Desk', {
  ...{ commands: [Look], events: [Requested], initial: () => ({ is: 'Any' }) as const },
})
  .decide({ Any: { Look: () => Requested({ order: '1' }) } })
  .evolve({ Requested: (state) => state })
const Asking = processManager('Asking', {
  ...{ hears: [Requested], sends: [Request], initial: () => 0 },
}).on({ events: { Requested: () => [] }, alarms: {} })
const looking = translation(
  { from: OrdersLanguage, sends: [Look] },
  { 'shop.Placed.v1': () => undefined, 'shop.Confirmed.v1': () => undefined },
)
const Support = boundedContext('support', {
  ...{
    purpose: 'Helps.',
    owns: [Desk],
    hears: [looking],
    runs: [Asking],
    calls: [PaymentsLanguage],
  },
})
const kernel = sharedKernel(Bank, Support, [Requested])
const listens = anticorruption({ upstream: Orders, downstream: Support })
const contexts = [Orders, Bank, Support]

describe('relations', () => {
  const map = (...relations: readonly Relation[]) =>
    expect(() => contextMap('Shop', contexts, relations))

  it('are drawn with what each end is for the other', () => {
    const words = contextMap('Shop', contexts, [
      anticorruption({ ...listens, offers: ['published language'] }),
      conformist({ upstream: Bank, downstream: Support, offers: ['open host'] }),
      kernel,
      partnership(Orders, Bank),
    ])
    expect(words.mermaid().split('\n').slice(4)).toEqual([
      '  c1 -->|published language, anticorruption| c3',
      '  c2 -->|open host, conformist| c3',
      '  c2 <-->|shared kernel| c3',
      '  c1 <-->|partnership| c2',
    ])
  })

  it('let partners hear and call each other', () => {
    map(partnership(Orders, Support), partnership(Support, Bank), kernel).not.toThrow()
    map(partnership(Orders, Support), kernel).toThrow(
      'support calls payments, and the map does not say so',
    )
  })

  it('state what the contexts do', () => {
    const upstream = Bank
    const downstream = Orders
    expect(() => customerSupplier({ upstream, downstream })).toThrow('neither hears nor calls')
    expect(() => conformist({ upstream, downstream })).toThrow('orders does not call payments')
    expect(() => sharedKernel(Bank, Orders, [Requested])).toThrow(
      'orders shares Requested and does not use it',
    )
    const open = { upstream: Orders, downstream: Support, offers: ['open host'] } as const
    expect(() => anticorruption(open)).toThrow('orders is an open host without a command')
    const silent = boundedContext('orders', { purpose: '', owns: [] })
    expect(() =>
      anticorruption({ upstream: silent, downstream: Support, offers: ['published language'] }),
    ).toThrow('orders has no published language to offer')
  })

  it('are refused where a customer has an open host for a supplier', () => {
    const offers = ['open host'] as never
    expect(() => customerSupplier({ upstream: Bank, downstream: Support, offers })).toThrow(
      'payments is an open host and has the customer support',
    )
  })

  it('are refused where a conformist translates', () => {
    const both = boundedContext('support', {
      ...{ purpose: '', owns: [Desk], hears: [looking], runs: [Asking], calls: [PaymentsLanguage] },
    })
    const upstream = boundedContext('orders', { purpose: '', owns: [] })
    const calling = { ...both, calls: [{ ...PaymentsLanguage, context: 'orders' }] }
    expect(() => conformist({ upstream, downstream: calling })).toThrow(
      'support conforms to orders and translates it',
    )
  })

  it('are refused where they contradict each other', () => {
    const supplied = customerSupplier({ upstream: Bank, downstream: Support })
    const back = { ...supplied, upstream: Support, downstream: Bank }
    const follows = conformist({ upstream: Bank, downstream: Support })
    map(listens, supplied, back).toThrow("are each other's customers: say partnership")
    map(listens, follows, { ...follows, upstream: Support, downstream: Bank }).toThrow(
      'conform to each other: one of them has to lead',
    )
    map(listens, supplied, follows).toThrow('from payments to support is stated twice')
    map(listens, supplied, partnership(Bank, Support)).toThrow(
      'support are in customer/supplier and partnership: partners are neither',
    )
    map(listens, partnership(Support, Orders)).toThrow('partners are neither upstream')
    map(kernel, kernel).toThrow('the shared kernel of payments and support is stated twice')
    map(listens, supplied, kernel).not.toThrow()
  })

  it('are refused where two contexts use one word and share no kernel', () => {
    map(listens, conformist({ upstream: Bank, downstream: Support })).toThrow(
      'payments and support both use Requested, and the map names no kernel that they share',
    )
  })

  it('are refused where a context calls another in words that it does not speak', () => {
    const older = { ...Bank, speaks: publishedLanguage('payments', [], { Payment: [Request] }) }
    const relations = [
      listens,
      partnership(older, Support),
      sharedKernel(older, Support, [Requested]),
    ]
    expect(() => contextMap('Shop', [Orders, older, Support], relations)).toThrow(
      'support calls payments in words that it does not speak',
    )
  })
})

describe('the types of contexts', () => {
  it('refuse a translation that leaves an event out, or makes one up', () => {
    const words = { from: OrdersLanguage, sends: [Request] } as const
    // @ts-expect-error shop.Confirmed.v1 has no handler
    translation(words, { 'shop.Placed.v1': () => undefined })
    const all = { 'shop.Placed.v1': () => undefined, 'shop.Confirmed.v1': () => undefined }
    // @ts-expect-error shop.Shipped.v1 is not published
    translation(words, { ...all, 'shop.Shipped.v1': () => undefined })
  })

  it('refuse to send what is not declared, and what is no command', () => {
    const words = { from: publishedLanguage('orders', [PlacedV1]), sends: [Request] } as const
    // @ts-expect-error Confirm is not in sends
    translation(words, { 'shop.Placed.v1': (_, { id }) => send(id, Confirm({})) })
    // @ts-expect-error an event is no command
    translation(words, { 'shop.Placed.v1': (_, { id }) => send(id, Requested({ order: id })) })
    // @ts-expect-error whom it is for is not said
    translation(words, { 'shop.Placed.v1': ({ total }) => Request({ order: '', total }) })
    // @ts-expect-error an event is no command
    translation({ ...words, sends: [Requested] }, { 'shop.Placed.v1': () => undefined })
  })

  it('refuse to publish other fields than those promised', () => {
    // @ts-expect-error total is missing
    publish(PlacedV1, Placed, () => ({}))
    // @ts-expect-error only Placed has a total
    publish(PlacedV1, Confirmed, ({ total }) => ({ total }))
  })

  it('refuse the language of another context', () => {
    const language = publishedLanguage('payments', [PlacedV1])
    // @ts-expect-error orders speaks for itself
    expect(() => boundedContext('orders', { ...orders, speaks: language })).toThrow()
    // @ts-expect-error a purpose is not optional
    boundedContext('orders', { owns: [Order] })
  })
})
