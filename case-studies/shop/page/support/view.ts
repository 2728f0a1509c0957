import { signal } from '@preact/signals'
import type { FoundOrder, FoundOrders, Story, StoryEvent } from '../../support/published.ts'
import { addressOf, type Place, placeOf } from './address.ts'

/** What the address says is shown. */
export const place = signal<Place>(placeOf(location.search))
export const story = signal<Story | undefined>(undefined)
export const found = signal<readonly FoundOrder[]>([])
/** What went wrong last; empty when nothing did. */
export const failure = signal('')

/** Shows what the address says, and again when people go back. */
export function follow(): void {
  addEventListener('popstate', () => {
    place.value = placeOf(location.search)
    void show()
  })
  void show()
  if (place.value.order === null) void search('')
}

/** Goes to a place that has an address of its own. */
export function go(next: Place): Promise<void> {
  history.pushState(null, '', addressOf(next))
  place.value = next
  return show()
}

export async function search(text: string): Promise<void> {
  const answer = await asked<FoundOrders>(`/api/support/orders?q=${encodeURIComponent(text)}`)
  if (answer !== undefined) found.value = answer.orders
}

/** The event that is looked at: the selected one, else the last that had happened. */
export const selected = (told: Story): StoryEvent | undefined =>
  told.events.find(({ key }) => key === place.value.event) ??
  told.events.findLast(({ happened }) => happened)

export async function note(order: string, text: string): Promise<void> {
  await sent(`/api/support/dossier/${encodeURIComponent(order)}/add-note`, { text })
}
export async function disclose(order: string, reason: string): Promise<void> {
  await sent(`/api/support/dossier/${encodeURIComponent(order)}/disclose-customer`, { reason })
}

/** From here on every list tells a pseudonym in place of the customer. */
export async function pseudonymise(customer: string): Promise<void> {
  const pseudonym = `P-${crypto.randomUUID().slice(0, 8)}`
  await sent(`/api/orders/pseudonym/${pseudonym}/pseudonymise-customer`, { customer })
}

async function show(): Promise<void> {
  const { order, asOf } = place.value
  if (order === null) {
    story.value = undefined
    return
  }
  const query = asOf === null ? '' : `?asOf=${encodeURIComponent(asOf)}`
  const told = await asked<Story>(`/api/support/stories/${encodeURIComponent(order)}${query}`)
  // the slower answer to an earlier question is not shown
  if (place.value.order === order && place.value.asOf === asOf) story.value = told
}

async function sent(path: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
  const answer = await asked(path, { method: 'POST', headers, body: JSON.stringify(body) })
  if (answer !== undefined) await show()
}

async function asked<T>(path: string, init?: RequestInit): Promise<T | undefined> {
  try {
    const response = await fetch(path, init)
    const said = await response.json()
    failure.value = response.ok ? '' : String(said.detail ?? `It was refused (${response.status}).`)
    return response.ok ? (said as T) : undefined
  } catch {
    failure.value = 'Support does not answer. Try again in a moment.'
    return undefined
  }
}
