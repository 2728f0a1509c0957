import { type Drill, exactly } from './drill.ts'
import { cardFigures, chargedOnce, orderFigures, placeAll, receive } from './goods.ts'

const customers = 8

export const lastItem: Drill = {
  name: 'last-item',
  sentence:
    'Eight customers order the last piece at once. One gets it; what was held of the others is let go, and nobody else is charged.',
  async run(shop) {
    await receive(shop, 1)
    await placeAll(shop, customers)
    const orders = await shop.until(
      () => orderFigures(shop),
      ({ delivered, outOfStock }) => delivered + outOfStock >= customers,
    )
    const card = await shop.until(
      () => cardFigures(shop),
      ({ voids }) => voids >= customers - 1,
    )
    const { stock } = await shop.get<{ stock: { sku: string; units: number }[] }>(
      ...(['inventory', `/stock?batch=${shop.batch}`] as const),
    )
    return [
      exactly('orders delivered', 1, orders.delivered),
      exactly('orders out of stock', customers - 1, orders.outOfStock),
      exactly('orders under way', 0, orders.underWay),
      exactly(
        'pieces left',
        0,
        stock.reduce((sum, { units }) => sum + units, 0),
      ),
      exactly('held, as the card network counts', customers, card.authorisations),
      exactly('let go, as the card network counts', customers - 1, card.voids),
      ...chargedOnce(card, 1),
    ]
  },
}
