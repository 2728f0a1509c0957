import type { LatestOrder } from '../gateway/live-state.ts'
import { held } from './held-orders.ts'
import { OrderRow } from './order-row.tsx'

/** The latest orders; one that is open stays until it is shut. */
export function OrderList({ latest }: { readonly latest: readonly LatestOrder[] }) {
  const left = [...held.value.values()].filter(
    ({ number }) => !latest.some((order) => order.number === number),
  )
  return (
    <section class="card orders" aria-labelledby="orders-title">
      <div class="card-head">
        <h2 id="orders-title">Latest orders</h2>
        <p class="quiet">Open one to read its history.</p>
      </div>
      {latest.length === 0 && <p class="quiet">No orders yet.</p>}
      <ul>
        {[...latest, ...left].map((order, place) => (
          <OrderRow key={order.number} order={order} isEarlier={place >= latest.length} />
        ))}
      </ul>
    </section>
  )
}
