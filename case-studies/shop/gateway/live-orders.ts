import type { z } from 'zod'
import { historyAnswer, ordersAnswer } from './live-answers.ts'
import type { Ask } from './live-ask.ts'
import type { LatestOrder, PastEvent } from './live-state.ts'

const shown = 12
const historiesPerRound = 4

interface Known {
  /** The order as listed when its history was read: when it differs, the history has grown. */
  readonly listed: string
  readonly history: readonly PastEvent[]
}

type Listed = z.infer<typeof ordersAnswer>['orders'][number]

/** The latest orders with their histories; a history is read again only when its order changed. */
export class LiveOrders {
  #known = new Map<string, Known>()
  #latest: readonly LatestOrder[] = []

  async look(ask: Ask): Promise<readonly LatestOrder[]> {
    const answer = await ask('orders', `/orders?limit=${shown}`, ordersAnswer)
    if (answer === undefined) return this.#latest
    const changed = answer.orders.filter(
      (order) => this.#known.get(order.number)?.listed !== JSON.stringify(order),
    )
    await Promise.all(changed.slice(0, historiesPerRound).map((order) => this.#read(ask, order)))
    const known = answer.orders.flatMap(({ number }) => {
      const found = this.#known.get(number)
      return found === undefined ? [] : [[number, found] as const]
    })
    this.#known = new Map(known)
    this.#latest = answer.orders.map((order) => ({
      ...order,
      history: this.#known.get(order.number)?.history ?? [],
    }))
    return this.#latest
  }

  async #read(ask: Ask, order: Listed): Promise<void> {
    const path = `/order/${encodeURIComponent(order.number)}/history`
    const answer = await ask('orders', path, historyAnswer)
    if (answer === undefined) return
    this.#known.set(order.number, { listed: JSON.stringify(order), history: answer.events })
  }
}
