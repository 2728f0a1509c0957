import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import { check } from '../measure/check.ts'
import { connections } from './connections.ts'
import { items, meta } from './events.ts'
import { type Lane, rateOf } from './lanes.ts'

/** Emmett on PostgreSQL, with as many connections as the raw limit has. */
export async function emmettPostgres(connectionString: string): Promise<{
  readonly concurrent: Lane
  verify(): Promise<number>
  close(): Promise<void>
}> {
  const pool = connections(connectionString)
  const store = getPostgreSQLEventStore(connectionString, { connectionOptions: { pool } })
  await store.schema.migrate()
  let n = 0
  let acknowledged = 0
  return {
    concurrent: {
      slice: (ms) =>
        rateOf(ms, 32, 1, async () => {
          const data = { ...items(n, 1)[0] }
          await store.appendToStream(`cart-${n++}`, [{ type: 'ItemAdded', data, metadata: meta }])
          acknowledged++
        }),
    },
    async verify() {
      const { rows } = await pool.query('select count(*)::int as n from emt_messages')
      check(rows[0].n === acknowledged, `${acknowledged} acknowledged, ${rows[0].n} stored`)
      return acknowledged
    },
    async close() {
      await store.close()
      await pool.end()
    },
  }
}
