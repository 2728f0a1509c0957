import type { DatabaseSync } from 'node:sqlite'
import {
  type LogPage,
  type Range,
  type StoredEvent,
  type StoredQuery,
  type StreamPlace,
  type StreamRange,
  scanned,
} from '../engine.ts'
import type { EventRows } from './event-rows.ts'
import type { Known } from './known.ts'
import type { Bounds, Matching } from './query.ts'
import { limited } from './row-sql.ts'

/** Pages of streams and of the log. Each is one statement: no read transaction outlives it. */
export function reader(db: DatabaseSync, known: Known, events: EventRows, matching: Matching) {
  const named = db.prepare(
    `select name as stream, revision from wt_streams where name > ? order by name ${limited}`,
  )
  const atOf = db.prepare('select at from wt_events where position = ?')
  const inStream = (order: string) =>
    events.prepareOne(
      `wt_events e where e.stream_id = (select id from wt_streams where name = ?)
         and e.revision > ? and e.revision < ? order by e.revision ${order} ${limited}`,
    )
  const forwards = inStream('asc')
  const backwards = inStream('desc')

  /** Whoever has a state in memory asks often for what came since, and mostly nothing has. */
  function isRead(name: string, { after = 0, backwards = false }: Range): boolean {
    if (after === 0 || backwards) return false
    known.refresh()
    return known.streamOf(name).revision <= after
  }
  function head(): number {
    known.refresh()
    return known.head.position
  }
  return {
    head,
    readStream(name: string, range: Range): StoredEvent[] {
      if (isRead(name, range)) return []
      const statement = range.backwards ? backwards : forwards
      const { low, high } = boundsOf(range)
      return events.allOf(name, statement, name, low, high, range.limit)
    },
    readLog(query: StoredQuery, range: Range): LogPage {
      const end = head()
      const { low, high } = boundsOf(range)
      const bounds = { low, high: Math.min(high, end + 1) }
      const page = matching.page(query, bounds, range.backwards ?? false, range.limit)
      return scanned(page, range, end)
    },
    streams({ after = '', limit }: StreamRange): StreamPlace[] {
      return named.all(after, limit).map((row) => ({ ...row }) as unknown as StreamPlace)
    },
    positionAt(time: number): number {
      let low = 0
      for (let high = head(); low < high; ) {
        const middle = (low + high + 1) >> 1
        if (Number(atOf.get(middle)?.at) <= time) low = middle
        else high = middle - 1
      }
      return low
    },
  }
}

const max = Number.MAX_SAFE_INTEGER
// one bound on each side: each is compared for every row
const boundsOf = ({ after, upTo = max, backwards = false }: Range): Bounds => ({
  low: backwards ? 0 : (after ?? 0),
  high: Math.min(backwards ? (after ?? max) : max, upTo + 1),
})
