import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { type Ports, reply } from '@watertight/ports'
import { type ClientPolicies, problem, type Routes } from '@watertight/service'
import { finder } from './find.ts'
import { gather } from './gather.ts'
import { CreditNoteLinked, CustomerDisclosed } from './language.ts'
import type { PastEvent } from './past.ts'
import type { FoundOrders, Story } from './published.ts'
import { logs, whyDown } from './sources.ts'
import { storyOf } from './story.ts'

const isNumber = (order: string) => /^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/.test(order)
const noStore = { 'cache-control': 'no-store' }

/** What the agent's page asks support. */
export function queries(policies: ClientPolicies) {
  return (store: EventStore<EventType>, ports: Ports): Routes => {
    const read = logs(ports, policies)
    const { row, search, latest } = finder(read)

    /** What support itself has recorded of an order. */
    const dossier = async (order: string): Promise<readonly PastEvent[]> => {
      const events = await store.read(`dossier-${order}`).toArray()
      return events.map(({ id, type, revision, position, at, data, meta }) => ({
        ...{ id, type, revision, position, meta, context: 'support', stream: `dossier-${order}` },
        at: at.toISOString(),
        data: data as PastEvent['data'],
      }))
    }

    return {
      'GET /orders': async ({ signal }, _, { q = '' }) => {
        const text = q.trim()
        if (text.length > 100)
          return problem({
            status: 422,
            title: 'Not Valid',
            code: 'WT_QUERY_INVALID',
            detail: 'Ask for an order number, a customer or an amount, in 100 characters at most.',
          })
        try {
          const orders = text === '' ? await latest(signal) : await search(text, signal)
          return reply(200, { orders } satisfies FoundOrders)
        } catch (error) {
          return unavailable(whyDown('orders', error))
        }
      },

      'GET /stories/:order': async ({ signal }, { order = '' }, { asOf }) => {
        if (!isNumber(order)) return unknown(`${order.slice(0, 40)} is no order number.`)
        const own = await dossier(order)
        const linked = own
          .filter(({ type }) => type === CreditNoteLinked.type)
          .map(({ data }) => String(data.creditNote))
        const [gathered, listed] = await Promise.all([
          gather(read, order, linked, signal),
          row(order, signal).catch(() => undefined),
        ])
        if (gathered.every(({ is }) => is === 'down'))
          return unavailable(gathered.map(({ because }) => because).join(' '))
        const isKnown = gathered.some(({ events, is }) => events.length > 0 || is === 'down')
        if (!isKnown) return unknown(`No context knows an order ${order}.`)
        const until = own
          .filter(({ type }) => type === CustomerDisclosed.type)
          .map(({ data }) => String(data.until))
          .findLast((end) => Date.parse(end) > ports.clock.wallTime())
        const support = { name: 'support', is: 'read', because: '', events: own } as const
        const story = storyOf({ order, asOf }, [...gathered, support], {
          // who is not in the list cannot be shown, whatever the log of orders has
          name: listed === undefined ? '' : listed.customer,
          disclosedUntil: listed === undefined ? null : (until ?? null),
        })
        if (story === undefined)
          return unknown(`No event of this story is called ${String(asOf).slice(0, 80)}.`)
        const answer = reply(200, story satisfies Story)
        return { ...answer, headers: { ...answer.headers, ...noStore } }
      },
    }
  }
}

const unknown = (detail: string) =>
  problem({
    status: 404,
    title: 'Not Found',
    code: 'WT_NOT_FOUND',
    detail: `${detail} Look the order up with GET /orders?q=….`,
  })

const unavailable = (detail: string) =>
  problem({ status: 503, title: 'Unavailable', code: 'WT_STORE_UNAVAILABLE', detail })
