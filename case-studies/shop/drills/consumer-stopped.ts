import { type Drill, exactly } from './drill.ts'
import { allDelivered, orderFigures, placeAll, receive } from './goods.ts'

const orders = 12

export const consumerStopped: Drill = {
  name: 'consumer-stopped',
  sentence:
    'Inventory is down while orders come in. It hears what it has missed from where it stopped, and takes each piece once.',
  async run(shop) {
    await receive(shop, orders)
    const back = shop.kill('inventory')
    try {
      await placeAll(shop, orders)
      const during = await shop.until(
        () => orderFigures(shop),
        ({ confirmed }) => confirmed === orders,
      )
      back()
      return [
        exactly('orders accepted while it is down', orders, during.orders),
        exactly('of these with their money held', orders, during.confirmed),
        exactly('of these delivered', 0, during.delivered),
        ...(await allDelivered(shop, orders)),
      ]
    } finally {
      back()
    }
  },
}
