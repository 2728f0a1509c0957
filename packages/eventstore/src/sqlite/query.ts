import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { QueryItem, StoredEvent, StoredQuery } from '../engine.ts'
import type { EventRows } from './event-rows.ts'
import type { Known } from './known.ts'
import { limited } from './row-sql.ts'

/** What lies between is meant. */
export interface Bounds {
  readonly low: number
  readonly high: number
}
export interface Matching {
  /** The first position behind `after` that matches. */
  first(query: StoredQuery, after: number): number | undefined
  page(query: StoredQuery, bounds: Bounds, backwards: boolean, limit: number): StoredEvent[]
}

/** An item in the numbers of its words. */
interface Numbers {
  readonly types: readonly number[]
  readonly tags: readonly number[]
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
const shapeOf = ({ types, tags }: Numbers) => `${types.length} ${tags.length}`

/** Selects the positions of one item. The tags are walked side by side from the lower bound: `cross` keeps that order. */
function selectionOf({ types, tags }: Numbers): string {
  const others = tags.slice(1)
  const tagged = tags.length > 0
  const place = tagged ? 'g.position' : 'e.position'
  const joins = others.map(
    (_, i) => ` cross join wt_event_tags g${i} on g${i}.tag_id = ? and g${i}.position = g.position`,
  )
  const typeJoin = types.length > 0 ? ' cross join wt_events e on e.position = g.position' : ''
  const from = tagged ? `wt_event_tags g${joins.join('')}${typeJoin}` : 'wt_events e'
  const conditions = [
    ...(tagged ? ['g.tag_id = ?'] : []),
    `${place} > ? and ${place} < ?`,
    ...(types.length > 0 ? [`e.type_id in (${marks(types)})`] : []),
  ]
  const where = conditions.join(' and ')
  return `select ${place} as position from ${from} where ${where} order by ${place}`
}

/** What `selectionOf` binds, in its order. */
function valuesOf({ types, tags }: Numbers, low: number, high: number): number[] {
  const [first, ...others] = tags
  return [...others, ...(first === undefined ? [] : [first]), low, high, ...types]
}

/** Queries over types and tags: one prepared statement per shape of the query. */
export function matching(
  db: DatabaseSync,
  events: EventRows,
  { types, tags, latestOfType, latestOfTag }: Known,
): Matching {
  const firsts = new Map<string, StatementSync>()
  const pages = new Map<string, StatementSync>()

  /** Undefined when one of its words was never stored. */
  function numbersOf(item: QueryItem): Numbers | undefined {
    const typeIds = item.types.map(types.id).filter((id) => id !== undefined)
    if (item.types.length > 0 && typeIds.length === 0) return undefined
    // the walk begins at the first: a tag seen later is usually the rarer one
    const tagIds = item.tags
      .map(tags.id)
      .filter((id) => id !== undefined)
      .sort((a, b) => b - a)
    return tagIds.length < item.tags.length ? undefined : { types: typeIds, tags: tagIds }
  }

  /** Most conditions hold, and most of these ask for what this connection alone has written: it remembers. */
  const mayBeBehind = (numbers: Numbers, after: number) =>
    numbers.tags.every((id) => latestOfTag.mayBeBehind(id, after)) &&
    (numbers.types.length === 0 || numbers.types.some((id) => latestOfType.mayBeBehind(id, after)))

  /** SQL is written once for each shape. */
  function prepared(
    statements: Map<string, StatementSync>,
    shape: string,
    prepare: () => StatementSync,
  ): StatementSync {
    const known = statements.get(shape)
    if (known) return known
    const statement = prepare()
    statements.set(shape, statement)
    return statement
  }

  function first(query: StoredQuery, after: number): number | undefined {
    let found: number | undefined
    for (const item of alternatives(query)) {
      const numbers = numbersOf(item)
      if (numbers === undefined || !mayBeBehind(numbers, after)) continue
      const statement = prepared(firsts, shapeOf(numbers), () =>
        db.prepare(`${selectionOf(numbers)} limit 1`),
      )
      const row = statement.get(...valuesOf(numbers, after, found ?? max))
      if (row !== undefined) found = Number(row.position)
    }
    return found
  }

  function page(query: StoredQuery, { low, high }: Bounds, backwards: boolean, limit: number) {
    const order = backwards ? 'desc' : 'asc'
    const select = (shape: string, where: () => string, values: readonly number[]) => {
      const statement = prepared(pages, `${order} ${shape}`, () =>
        events.prepare(`wt_events e where ${where()} order by e.position ${order} ${limited}`),
      )
      return events.all(statement, ...values, limit)
    }
    if (query.length === 0) {
      const between = () => 'e.position > ? and e.position < ?'
      return select('all', between, [low, high])
    }
    const items = alternatives(query)
      .map(numbersOf)
      .filter((numbers) => numbers !== undefined)
    if (items.length === 0) return []
    const union = () =>
      items
        .map((item) => `select position from (${selectionOf(item)} ${order} ${limited})`)
        .join(' union ')
    return select(
      items.map(shapeOf).join(),
      () => `e.position in (${union()})`,
      items.flatMap((item) => [...valuesOf(item, low, high), limit]),
    )
  }

  return { first, page }
}

const max = Number.MAX_SAFE_INTEGER
