import { exactly, type Finding } from './drill.ts'
import type { DrillShop } from './drill-shop.ts'

/** What each order of a drill costs, for one piece. */
const price = { text: '2.55', pence: 255 }

export interface OrderFigures {
  readonly orders: number
  readonly awaitingPayment: number
  readonly confirmed: number
  readonly delivered: number
  readonly outOfStock: number
  readonly underWay: number
}
export interface CardFigures {
  readonly authorisations: number
  readonly voids: number
  readonly charges: number
  readonly charged: string
  readonly refunds: number
  readonly twice: number
}

/** A stock code of the drill's own, so that it takes nothing off other shelves. */
const skuOf = ({ batch }: DrillShop) => batch

export const numberOf = ({ batch }: DrillShop, n: number) => `${batch}-${n}`

export const receive = (shop: DrillShop, quantity: number) =>
  shop.send('inventory', `/stock-item/${skuOf(shop)}/receive-stock`, {
    ...{ batch: shop.batch, quantity, reason: 'for a drill' },
  })

export const place = (shop: DrillShop, n: number) =>
  shop.send('orders', `/order/${numberOf(shop, n)}/place-order`, {
    ...{ batch: shop.batch, customer: null, country: 'France', currency: 'GBP' },
    placedAt: '2010-12-01T08:26',
    lines: [
      {
        line: 1,
        sku: skuOf(shop),
        description: 'A drill',
        quantity: 1,
        unitPrice: price.text,
        charge: false,
      },
    ],
  })

export const placeAll = (shop: DrillShop, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => place(shop, n + 1)))

export const orderFigures = (shop: DrillShop) =>
  shop.get<OrderFigures>('orders', `/figures?batch=${shop.batch}`)
export const cardFigures = (shop: DrillShop) =>
  shop.get<CardFigures>('card-network', `/figures?label=${shop.batch}`)
const stockFigures = (shop: DrillShop) =>
  shop.get<{ readonly picked: number }>('inventory', `/figures?batch=${shop.batch}`)

/** Waits until so many orders have reached their customers, and holds it against what the card network and the store have counted themselves. */
export async function allDelivered(shop: DrillShop, count: number): Promise<readonly Finding[]> {
  const orders = await shop.until(
    () => orderFigures(shop),
    ({ delivered }) => delivered >= count,
  )
  const [card, stock] = [await cardFigures(shop), await stockFigures(shop)]
  return [
    exactly('orders delivered', count, orders.delivered),
    ...[exactly('orders under way', 0, orders.underWay), ...chargedOnce(card, count)],
    exactly('pieces taken off the shelf', count, stock.picked),
  ]
}

/** By the card network's own count. */
export const chargedOnce = ({ charges, charged, twice }: CardFigures, count: number) => [
  exactly('charges, as the card network counts', count, charges),
  exactly('charged, as the card network counts', ((count * price.pence) / 100).toFixed(2), charged),
  exactly('moved twice, as the card network counts', 0, twice),
]
