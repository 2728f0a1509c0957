import {
  type LogPage,
  type Range,
  type StoredEvent,
  type StoredQuery,
  type StreamPlace,
  type StreamRange,
  scanned,
} from '../engine.ts'
import { type Config, type Patience, patiently, poolOf } from './connecting.ts'
import { asTold } from './failures.ts'
import { quoted } from './names.ts'
import { itemsOf } from './request.ts'
import type { Ask } from './rows.ts'

/** Reads that may wait at the server at one time; others wait here. */
const maxConnections = 4

/** Reading, on a few connections of its own: a long read keeps no commit waiting. */
export function reader(config: Config, patience: Patience, schema: string) {
  const s = quoted(schema)
  const pool = poolOf(config, maxConnections)
  const names = new Map<string, string>()

  /** Prepared once per connection and text. A read can be repeated, so a lost connection costs time only. */
  const ask: Ask = async (text, values) => {
    const name = names.get(text) ?? `wt_${names.size}`
    names.set(text, name)
    const query = { name, text, values: [...values], rowMode: 'array' as const }
    try {
      return (await patiently(patience, () => pool.query(query))).rows
    } catch (error) {
      throw asTold(error, config.address)
    }
  }

  const columns = `e.position, e.revision, e.type, e.version, e.at, e.id, e.tags, e.data, e.meta,
    (select st.name from ${s}.wt_streams st where st.id = e.stream_id) as stream`
  const inStream = (order: string) => `
    select ${columns} from ${s}.wt_events e
    where e.stream_id = (select id from ${s}.wt_streams where log = $1 and name = $2)
      and e.revision > $3 and e.revision < $4
    order by e.revision ${order} limit $5`
  const named = `
    select name, revision from ${s}.wt_streams where log = $1 and name > $2 order by name limit $3`
  const head = `select position from ${s}.wt_heads where id = $1`
  // the head and the events of one snapshot: what is not in the page was not there
  const withHead = (events: string) => `
    select h.position, e.* from ${s}.wt_heads h left join lateral (${events}) e on true where h.id = $1`
  const inLog = (order: string) =>
    withHead(`
      select ${columns} from ${s}.wt_events e
      where e.log = $1 and e.position > $2 and e.position < $3
      order by e.position ${order} limit $4`)
  const matching = (order: string) =>
    withHead(`
      select ${columns} from (
        select distinct p from ${s}.wt_matching_${order}($1, $5, $2, $3, $4) p
        order by p ${order} limit $4) m
      join ${s}.wt_events e on e.log = $1 and e.position = m.p
      order by e.position ${order}`)
  const orderOf = ({ backwards }: Range) => (backwards ? 'desc' : 'asc')

  return {
    ask,
    pool,
    async head(log: number): Promise<number> {
      const [row] = await ask(head, [log])
      return Number(row?.[0])
    },
    async readStream(log: number, name: string, range: Range): Promise<StoredEvent[]> {
      const { low, high } = boundsOf(range)
      const rows = await ask(inStream(orderOf(range)), [log, name, low, high, range.limit])
      return rows.map(stored)
    },
    async readLog(log: number, query: StoredQuery, range: Range): Promise<LogPage> {
      const { low, high } = boundsOf(range)
      const bounds = [log, low, high, range.limit]
      const order = orderOf(range)
      const rows =
        query.length === 0
          ? await ask(inLog(order), bounds)
          : await ask(matching(order), [...bounds, JSON.stringify(itemsOf(query))])
      const events = rows.filter((row) => row[1] !== null).map((row) => stored(row.slice(1)))
      return scanned(events, range, Number(rows[0]?.[0]))
    },
    async streams(log: number, { after = '', limit }: StreamRange): Promise<StreamPlace[]> {
      const rows = await ask(named, [log, after, limit])
      return rows.map(([stream, revision]) => ({ stream, revision }) as StreamPlace)
    },
    async positionAt(log: number, time: number): Promise<number> {
      const [row] = await ask(`select ${s}.wt_position_at($1, $2)`, [log, time])
      return Number(row?.[0])
    },
  }
}

const max = Number.MAX_SAFE_INTEGER
/** Both exclusive. */
const boundsOf = ({ after, upTo = max, backwards = false }: Range) => ({
  low: backwards ? 0 : (after ?? 0),
  high: Math.min(backwards ? (after ?? max) : max, Math.min(upTo, max - 1) + 1),
})

function stored(row: readonly unknown[]): StoredEvent {
  const [position, revision, type, version, at, id, tags, data, meta, stream] = row as [
    ...[number, number, string, number, number, string, string | null, string, string | null],
    string,
  ]
  const parsed = tags === null ? [] : JSON.parse(tags)
  return { stream, position, revision, type, version, at, id, tags: parsed, data, meta }
}
