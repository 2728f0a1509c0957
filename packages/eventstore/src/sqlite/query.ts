import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { QueryItem, StoredQuery } from '../engine.ts'
import type { Known } from './known.ts'
import { eventColumns, eventTables } from './layout.ts'

export interface Bounds {
  readonly low: number
  readonly high: number
  readonly upTo: number
}
export interface Matching {
  /** The first position behind `after` that matches. */
  first(query: StoredQuery, after: number): number | undefined
  page(
    query: StoredQuery,
    bounds: Bounds,
    backwards: boolean,
    limit: number,
  ): Record<string, unknown>[]
}

interface Selection {
  readonly sql: string
  values(bounds: Bounds, limit: number): number[]
}

const everything: QueryItem = { types: [], tags: [] }

/** Types alone are walked one by one along their index: two rare ones together would be a scan of the log. */
const alternatives = (query: StoredQuery): StoredQuery =>
  query.length === 0
    ? [everything]
    : query.flatMap((item) =>
        item.tags.length > 0 || item.types.length < 2
          ? [item]
          : item.types.map((type) => ({ types: [type], tags: [] })),
      )

const marks = (of: readonly unknown[]) => of.map(() => '?').join()

/** Queries over types and tags: one prepared statement per shape of the query. */
export function matching(
  db: DatabaseSync,
  { types, tags }: Pick<Known, 'types' | 'tags'>,
): Matching {
  const statements = new Map<string, StatementSync>()
  function prepared(sql: string): StatementSync {
    const statement = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  /** Selects the positions of one item; undefined when one of its words was never stored. */
  function selectionOf(item: QueryItem, order: string): Selection | undefined {
    const typeIds = item.types.map(types.id).filter((id) => id !== undefined)
    // the walk begins at the first: a tag seen later is usually the rarer one
    const tagIds = item.tags
      .map(tags.id)
      .filter((id) => id !== undefined)
      .sort((a, b) => b - a)
    if (item.types.length > 0 && typeIds.length === 0) return undefined
    if (tagIds.length < item.tags.length) return undefined
    const [first, ...others] = tagIds
    const tagged = first !== undefined
    const place = tagged ? 'g.position' : 'e.position'
    const joins = others.map(
      (_, i) => ` join wt_event_tags g${i} on g${i}.tag_id = ? and g${i}.position = g.position`,
    )
    const typeJoin = typeIds.length > 0 ? ' join wt_events e on e.position = g.position' : ''
    const from = tagged ? `wt_event_tags g${joins.join('')}${typeJoin}` : 'wt_events e'
    const conditions = [
      ...(tagged ? ['g.tag_id = ?'] : []),
      `${place} > ? and ${place} < ? and ${place} <= ?`,
      ...(typeIds.length > 0 ? [`e.type_id in (${marks(typeIds)})`] : []),
    ]
    const where = conditions.join(' and ')
    return {
      sql: `select ${place} as position from ${from} where ${where} order by ${place} ${order} limit ?`,
      values: ({ low, high, upTo }, limit) => [
        ...others,
        ...(tagged ? [first] : []),
        low,
        high,
        upTo,
        ...typeIds,
        limit,
      ],
    }
  }

  function first(query: StoredQuery, after: number): number | undefined {
    let found: number | undefined
    for (const item of alternatives(query)) {
      const selection = selectionOf(item, 'asc')
      if (selection === undefined) continue
      const upTo = Number.MAX_SAFE_INTEGER
      const values = selection.values({ low: after, high: found ?? upTo, upTo }, 1)
      const row = prepared(selection.sql).get(...values)
      if (row !== undefined) found = Number(row.position)
    }
    return found
  }

  function page(query: StoredQuery, bounds: Bounds, backwards: boolean, limit: number) {
    const order = backwards ? 'desc' : 'asc'
    const select = (where: string, values: SQLInputValue[]) =>
      prepared(
        `select ${eventColumns} from ${eventTables} where ${where} order by e.position ${order} limit ?`,
      ).all(...values, limit)
    if (query.length === 0) {
      const { low, high, upTo } = bounds
      return select('e.position > ? and e.position < ? and e.position <= ?', [low, high, upTo])
    }
    const selections = alternatives(query)
      .map((item) => selectionOf(item, order))
      .filter((selection) => selection !== undefined)
    if (selections.length === 0) return []
    const union = selections.map(({ sql }) => `select position from (${sql})`).join(' union ')
    const values = selections.flatMap((selection) => selection.values(bounds, limit))
    return select(`e.position in (${union})`, values)
  }

  return { first, page }
}
