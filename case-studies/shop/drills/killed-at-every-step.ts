import { atLeast, type Drill, exactly } from './drill.ts'
import type { DrillShop } from './drill-shop.ts'
import { allDelivered, numberOf, place, receive } from './goods.ts'

const steps = [
  ...['OrderPlaced', 'OrderConfirmed', 'OrderReserved', 'OrderPaid', 'OrderPicked', 'OrderShipped'],
] as const
const services = ['orders', 'payments', 'inventory', 'card-network', 'carrier'] as const
/** A supervisor waits longer with each fall: they fall in turns, and soon after they have stood up. */
const downMs = 100

const lastOf = async (shop: DrillShop, n: number) => {
  const path = `/order/${numberOf(shop, n)}/history`
  const { events } = await shop.get<{ events: readonly { type: string }[] }>('orders', path)
  return events.map(({ type }) => type)
}

export const killedAtEveryStep: Drill = {
  name: 'killed-at-every-step',
  sentence: `Each of ${services.length} services is killed at each of the ${steps.length} steps of an order's way. Every order arrives, and is charged once.`,
  async run(shop) {
    const cases = steps.flatMap((step) => services.map((service) => ({ step, service })))
    await receive(shop, cases.length)
    let underWay = 0
    for (const [at, { step, service }] of cases.entries()) {
      await place(shop, at + 1)
      const seen = await shop.until(
        () => lastOf(shop, at + 1),
        (types) => types.includes(step),
        // a step takes some milliseconds
        5,
      )
      if (!seen.includes('OrderDelivered')) underWay++
      const back = shop.kill(service)
      await shop.wait(downMs).finally(back)
    }
    return [
      exactly('kills', steps.length * services.length, cases.length),
      atLeast('of these with the order still under way', cases.length / 2, underWay),
      ...(await allDelivered(shop, cases.length)),
    ]
  },
}
