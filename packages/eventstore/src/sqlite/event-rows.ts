import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { StoredEvent } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import { maxKnown } from './known.ts'

const columns = 'e.position, e.revision, e.type_id, e.version, e.at, e.id, e.tags, e.data, e.meta'
type Columns = readonly [
  position: number,
  revision: number,
  type: number,
  version: number,
  at: number,
  id: string,
  tags: string | null,
  data: string,
  meta: string | null,
  /** Only where more than one stream is read. */
  stream: number,
]

const noTags: readonly string[] = []

export interface EventRows {
  /** A selection of events of any streams; `rest` is what follows `from`. */
  prepare(rest: string): StatementSync
  all(selection: StatementSync, ...values: SQLInputValue[]): StoredEvent[]
  /** The same for events of one stream, whose name is known. */
  prepareOne(rest: string): StatementSync
  allOf(stream: string, selection: StatementSync, ...values: SQLInputValue[]): StoredEvent[]
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
  const event = (row: Columns, stream: string): StoredEvent => ({
    stream,
    position: row[0],
    revision: row[1],
    type: types(row[2]),
    version: row[3],
    at: row[4],
    id: row[5],
    tags: tagsOf(row[6]),
    data: row[7],
    meta: row[8],
  })
  function prepare(selected: string, rest: string): StatementSync {
    const statement = db.prepare(`select ${selected} from ${rest}`)
    statement.setReturnArrays(true)
    return statement
  }
  const rows = (selection: StatementSync, values: readonly SQLInputValue[]) =>
    selection.all(...values) as unknown as Columns[]
  return {
    prepare: (rest) => prepare(`${columns}, e.stream_id`, rest),
    all: (selection, ...values) =>
      rows(selection, values).map((row) => event(row, streams(row[9]))),
    prepareOne: (rest) => prepare(columns, rest),
    allOf: (stream, selection, ...values) =>
      rows(selection, values).map((row) => event(row, stream)),
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
