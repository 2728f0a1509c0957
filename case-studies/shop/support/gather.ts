import type { PastEvent } from './past.ts'
import type { Logs, Read, Source } from './sources.ts'
import { whyDown } from './sources.ts'

export interface Gathered {
  readonly name: string
  readonly is: 'read' | 'part' | 'down'
  readonly because: string
  readonly events: readonly PastEvent[]
}

/** An order of more stock codes than this is told without the rest of its shelves. */
const mostShelves = 60
const shelvesAtOnce = 8
/** Clocks of contexts may differ by this much. */
const clocksApartMs = 60_000

const texts = (values: readonly unknown[]): readonly string[] => [
  ...new Set(values.filter((value) => typeof value === 'string')),
]
const idPath = (aggregate: string, id: string) => `/${aggregate}/${encodeURIComponent(id)}`

/** Everything the contexts have recorded of an order, each context apart: what one does not answer, the others still do. */
export async function gather(
  { read, seek }: Logs,
  order: string,
  linked: readonly string[],
  signal: AbortSignal,
): Promise<readonly Gathered[]> {
  const apart = async (
    name: Source,
    reads: () => Promise<readonly (Read & { readonly missing?: string })[]>,
  ): Promise<Gathered> => {
    try {
      const all = await reads()
      const cut = all.some(({ isWhole }) => !isWhole)
      const because = [
        ...all.flatMap(({ missing }) => missing ?? []),
        ...(cut ? [`a stream of ${name} is too long to be read to its end`] : []),
      ].join('; ')
      const events = all.flatMap(({ events }) => events)
      return { name, is: because === '' ? 'read' : 'part', because, events }
    } catch (error) {
      signal.throwIfAborted()
      return { name, is: 'down', because: whyDown(name, error), events: [] }
    }
  }

  const orders = await apart('orders', () =>
    Promise.all([
      read('orders', idPath('order', order), { signal }),
      ...linked.map((note) => read('orders', idPath('credit-note', note), { signal })),
    ]),
  )
  const payments = apart('payments', () =>
    Promise.all([
      read('payments', idPath('payment', order), { signal }),
      ...linked.map((note) => read('payments', idPath('refund', note), { signal })),
    ]),
  )
  const inventory = apart('inventory', async () => {
    const reservation = await read('inventory', idPath('reservation', order), { signal })
    const asked = reservation.events[0]
    if (asked === undefined) return [reservation]
    const skus = skusOf(orders.events)
    if (orders.is === 'down')
      return [{ ...reservation, missing: 'orders does not say which goods it has' }]
    // all shelves are asked in one transaction, the answer is its last event
    const before = asked.position - skus.length - 1
    const last = orders.events.reduce((end, { at }) => Math.max(end, Date.parse(at)), 0)
    const shelf = async (sku: string) => {
      const path = idPath('stock-item', sku)
      const after = await seek('inventory', path, Math.max(0, before), signal)
      const until = ({ at }: PastEvent) => Date.parse(at) > last + clocksApartMs
      const { events, isWhole } = await read('inventory', path, { after, until, signal })
      const documents = new Set([order, ...linked])
      return {
        events: events.filter(
          ({ data }) => data.order === order || documents.has(String(data.document)),
        ),
        isWhole,
      }
    }
    const shelves = await inTurns(skus.slice(0, mostShelves), shelf)
    const left = skus.length - mostShelves
    return [
      { ...reservation, ...(left > 0 && { missing: `${left} more stock codes are not read` }) },
      ...shelves,
    ]
  })
  return Promise.all([orders, payments, inventory])
}

const skusOf = (events: readonly PastEvent[]) =>
  texts(
    events
      .filter(({ type }) => type === 'OrderPlaced')
      .flatMap(({ data: { lines } }) => (Array.isArray(lines) ? lines : []))
      .filter((line) => line?.charge !== true)
      .map((line) => line?.sku),
  )

/** A few at once, in their order. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let i = 0; i < items.length; i += shelvesAtOnce)
    done.push(...(await Promise.all(items.slice(i, i + shelvesAtOnce).map(work))))
  return done
}
