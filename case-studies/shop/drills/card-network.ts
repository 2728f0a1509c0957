import { atLeast, type Drill, exactly } from './drill.ts'
import type { DrillShop } from './drill-shop.ts'
import { allDelivered, cardFigures, orderFigures, placeAll, receive } from './goods.ts'

const orders = 12

interface Breakers {
  /** Absent before the first call. */
  readonly 'card-network'?: { readonly trips: number }
}
const trips = async (shop: DrillShop) =>
  (await shop.get<Breakers>('payments', '/breakers'))['card-network']?.trips ?? 0

/** As long as the work takes the card network is so; then it is well again. */
async function whileCardNetwork<T>(shop: DrillShop, mode: string, work: () => Promise<T>) {
  await shop.send('card-network', '/fault', { mode })
  try {
    return await work()
  } finally {
    await shop.send('card-network', '/fault', { mode: 'none' })
  }
}

const outage = (name: string, mode: string, sentence: string): Drill => ({
  ...{ name, sentence },
  async run(shop) {
    await receive(shop, orders)
    const before = await trips(shop)
    const { during, opened } = await whileCardNetwork(shop, mode, async () => {
      await placeAll(shop, orders)
      const opened = await shop.until(
        () => trips(shop),
        (seen) => seen > before,
      )
      return { opened: opened - before, during: await orderFigures(shop) }
    })
    return [
      exactly('orders accepted during the outage', orders, during.orders),
      exactly('of these waiting for their payment', orders, during.awaitingPayment),
      atLeast('times that the breaker opened', 1, opened),
      ...(await allDelivered(shop, orders)),
    ]
  },
})

export const cardNetworkDown = outage(
  ...(['card-network-down', 'fail'] as const),
  'The card network answers 503. Orders are taken and wait, the breaker opens; once it is well, each is charged once.',
)
export const cardNetworkHangs = outage(
  ...(['card-network-hangs', 'hang'] as const),
  'The card network says nothing. Orders are taken and wait, the breaker opens; once it is well, each is charged once.',
)

export const cardNetworkAnswersTwice: Drill = {
  name: 'card-network-answers-twice',
  sentence:
    'Every other answer of the card network is the one before it again. No order takes the answer of another.',
  async run(shop) {
    await receive(shop, orders)
    const meanwhile = await whileCardNetwork(shop, 'answer-twice', async () => {
      await placeAll(shop, orders)
      return shop.until(
        () => orderFigures(shop),
        ({ confirmed }) => confirmed > 0,
      )
    })
    return [
      exactly('orders accepted meanwhile', orders, meanwhile.orders),
      atLeast('of these confirmed meanwhile', 1, meanwhile.confirmed),
      ...(await allDelivered(shop, orders)),
    ]
  },
}

export const cardNetworkLosesAnswers: Drill = {
  name: 'card-network-loses-answers',
  sentence:
    'The card network charges, and its answers are lost. What is asked for again is not charged again.',
  async run(shop) {
    await receive(shop, orders)
    const back = shop.kill('inventory')
    try {
      // they stand before their charge: the store, which would let them go on, is down
      await placeAll(shop, orders)
      await shop.until(
        () => orderFigures(shop),
        ({ confirmed }) => confirmed === orders,
      )
      const unknown = await whileCardNetwork(shop, 'lose-answer', async () => {
        back()
        const { charges } = await shop.until(
          () => cardFigures(shop),
          (seen) => seen.charges > 0,
        )
        return charges - (await captured(shop))
      })
      return [
        atLeast('charges of which payments does not know', 1, unknown),
        ...(await allDelivered(shop, orders)),
      ]
    } finally {
      back()
    }
  },
}

const captured = async (shop: DrillShop) => {
  const path = `/figures?batch=${shop.batch}`
  return (await shop.get<{ readonly captured: number }>('payments', path)).captured
}
