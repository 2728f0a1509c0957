import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { StoredEvent } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import { maxKnown } from './known.ts'

const columns =
  'e.position, e.stream_id, e.revision, e.type_id, e.version, e.at, e.id, e.tags, e.data, e.meta'
type Columns = readonly [
  position: number,
  stream: number,
  revision: number,
  type: number,
  version: number,
  at: number,
  id: string,
  tags: string | null,
  data: string,
  meta: string | null,
]

const noTags: readonly string[] = []

export interface EventRows {
  /** A selection of events; `rest` is what follows `from`. */
  prepare(rest: string): StatementSync
  all(selection: StatementSync, ...values: SQLInputValue[]): StoredEvent[]
}

/** Stored events, a page at a time. Rows come as arrays, and names by their numbers: objects and joins for each event cost several times the parsing of its data. */
export function eventRows(db: DatabaseSync): EventRows {
  const streams = names(db, 'wt_streams')
  const types = names(db, 'wt_types')
  // events of one stream often have the same
  let tagText = ''
  let tags = noTags

  function tagsOf(text: string | null): readonly string[] {
    if (text === null) return noTags
    if (text !== tagText) {
      tags = JSON.parse(text)
      tagText = text
    }
    return tags
  }
  const event = (row: Columns): StoredEvent => ({
    stream: streams(row[1]),
    position: row[0],
    revision: row[2],
    type: types(row[3]),
    version: row[4],
    at: row[5],
    id: row[6],
    tags: tagsOf(row[7]),
    data: row[8],
    meta: row[9],
  })
  return {
    prepare(rest) {
      const statement = db.prepare(`select ${columns} from ${rest}`)
      statement.setReturnArrays(true)
      return statement
    },
    all: (selection, ...values) => (selection.all(...values) as unknown as Columns[]).map(event),
  }
}

/** Names by their numbers: once committed, they stay. */
function names(db: DatabaseSync, table: 'wt_streams' | 'wt_types'): (id: number) => string {
  const find = db.prepare(`select name from ${table} where id = ?`)
  const kept = new Map<number, string>()
  let last = { id: 0, name: '' }

  function named(id: number): string {
    const known = kept.get(id)
    if (known !== undefined) return known
    const name = find.get(id)?.name
    if (name === undefined) {
      const what = `${table} has no row ${id}, which an event names`
      throw new EventStoreError('WT_LOG_CORRUPT', what, { table, id })
    }
    if (kept.size >= maxKnown) kept.clear()
    kept.set(id, String(name))
    return String(name)
  }
  return (id) => {
    if (id !== last.id) last = { id, name: named(id) }
    return last.name
  }
}
