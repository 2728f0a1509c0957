import { DatabaseSync } from 'node:sqlite'
import { DeciderCommandHandler, type Event, IllegalStateError } from '@event-driven-io/emmett'
import { getSQLiteEventStore, sqliteConnection } from '@event-driven-io/emmett-sqlite'
import { check } from '../measure/check.ts'
import { type OrderBody, totalPence } from './orders.ts'

type OrderPlaced = Event<'OrderPlaced', OrderBody & { number: string; totalPence: number }>
interface PlaceOrder {
  readonly type: 'PlaceOrder'
  readonly data: OrderBody & { number: string }
}
type State = 'nothing' | 'placed'

const handle = DeciderCommandHandler<State, PlaceOrder, OrderPlaced>({
  initialState: () => 'nothing',
  evolve: () => 'placed',
  decide: ({ data }, state) => {
    if (state === 'placed') throw new IllegalStateError(`order ${data.number} was placed`)
    return { type: 'OrderPlaced', data: { ...data, totalPence: totalPence(data.lines) } }
  },
  mapToStreamId: (number) => `order-${number}`,
})

export interface EmmettOrders {
  place(number: string, order: OrderBody): Promise<{ stream: string; revision: number }>
  streams(): Promise<readonly string[]>
}

/**
 * Orders on Emmett. `as-shipped` opens a connection for each call. `queued` is what makes it complete with many callers: one
 * connection, and one append after the other, because transactions that overlap on a connection are answered before they are committed.
 */
export async function emmettOrders(
  fileName: string,
  connections: 'as-shipped' | 'queued',
): Promise<EmmettOrders> {
  const connection = sqliteConnection({ fileName })
  await connection.command('PRAGMA synchronous = FULL')
  const mode = await connection.querySingle<{ synchronous: number }>('PRAGMA synchronous')
  const journal = await connection.querySingle<{ journal_mode: string }>('PRAGMA journal_mode')
  check(mode?.synchronous === 2 && journal?.journal_mode === 'wal', 'Emmett is not as durable')
  const store = getSQLiteEventStore({
    fileName,
    schema: { autoMigration: 'CreateOrUpdate' },
    ...(connections === 'queued' && { connectionOptions: { singleton: true, connection } }),
  })
  await store.schema.migrate()
  const appendToStream: typeof store.appendToStream = (...of) =>
    after(() => store.appendToStream(...of))
  const used = connections === 'queued' ? { ...store, appendToStream } : store
  return {
    async place(number, order) {
      const placed = await handle(used, number, { type: 'PlaceOrder', data: { number, ...order } })
      return { stream: `order-${number}`, revision: Number(placed.nextExpectedStreamVersion) }
    },
    async streams() {
      const db = new DatabaseSync(fileName, { readOnly: true })
      const rows = db
        .prepare('select stream_id as stream from emt_messages order by global_position')
        .all() as { stream: string }[]
      db.close()
      return rows.map(({ stream }) => stream)
    },
  }
}

let last: Promise<unknown> = Promise.resolve()
function after<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work)
  last = mine.catch(() => {})
  return mine
}
