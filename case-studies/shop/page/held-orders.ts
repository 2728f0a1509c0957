import { signal } from '@preact/signals'
import type { LatestOrder, PastEvent } from '../gateway/live-state.ts'
import { state } from './connection.ts'

/** Orders that are open on the page: they stay when newer ones push them out of the latest. */
export const held = signal<ReadonlyMap<string, LatestOrder>>(new Map())

const againMs = 2000

export function hold(order: LatestOrder, open: boolean): void {
  const next = new Map(held.value)
  if (open) next.set(order.number, order)
  else next.delete(order.number)
  held.value = next
}

/** Keeps the histories of held orders true, also when the gateway no longer sends them. */
export function refreshHeld(): void {
  setInterval(() => {
    const latest = state.value?.latest ?? []
    for (const order of held.value.values()) {
      const known = latest.find(({ number }) => number === order.number)
      if (known !== undefined) hold(known, true)
      else void refresh(order)
    }
  }, againMs)
}

async function refresh(order: LatestOrder): Promise<void> {
  const path = `/api/orders/order/${encodeURIComponent(order.number)}/history`
  const response = await fetch(path).catch(() => undefined)
  if (!response?.ok) return
  const { events } = (await response.json()) as { readonly events: readonly PastEvent[] }
  if (held.value.has(order.number)) hold({ ...order, history: events }, true)
}
