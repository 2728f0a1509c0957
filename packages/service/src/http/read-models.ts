import type {
  Cell,
  Columns,
  ColumnType,
  EventType,
  Issue,
  Projection,
  Row,
} from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { reply } from '@watertight/ports'
import { kebab } from '../names.ts'
import { cursorOf, placeIn } from './cursor.ts'
import type { Endpoint, Endpoints } from './endpoint.ts'
import { limitOf } from './limit.ts'
import type { Seen } from './positions.ts'
import { answerWith, notFound } from './problem.ts'
import type { Query, Route } from './router.ts'

/** A read model that is served, and what tells that it has seen a position: the log for one kept in the append's own transaction, its consumer's `seen` for one kept behind it. */
export interface ServedModel {
  readonly model: Projection
  readonly seen: Seen
}

export const readPath = ({ name }: Pick<Projection, 'name'>): string => `/read/${kebab(name)}`

/** `GET /read/{model}?column=value&limit=50&after=CURSOR` and `GET /read/{model}/{key…}` for each read model. */
export function readEndpoints(
  store: EventStore<EventType>,
  models: readonly ServedModel[],
): Endpoints {
  const endpoints: Record<string, Endpoint> = {}
  for (const { model, seen } of models) {
    const path = readPath(model)
    const keys = model.key.map((_: string, i: number) => `:${i}`).join('/')
    endpoints[`GET ${path}`] = { access: 'read', route: list(store, model), seen }
    endpoints[`GET ${path}/${keys}`] = { access: 'read', route: one(store, model), seen }
  }
  return endpoints
}

const list =
  (store: EventStore<EventType>, model: Projection): Route =>
  async (_, __, { limit, after, position: ___, ...given }) => {
    const columns = model.columns as Columns
    const issues: Issue[] = []
    const count = limitOf(limit)
    const where = rowOf(columns, given, issues)
    if (typeof count !== 'number') return invalid(model, [count, ...issues])
    if (issues.length > 0) return invalid(model, issues)
    const place = after === undefined ? undefined : placeIn(columns, model.key, after)
    if (place === 'invalid')
      return answerWith('WT_CURSOR_INVALID', `after=${String(after).slice(0, 40)} is no cursor.`)
    // one more than asked for tells whether there is a next page
    const found: readonly Row[] = await store
      .rows(model)
      .find({ where, limit: count + 1, ...(place && { after: place }) })
    const rows = found.slice(0, count)
    const next = found.length > count ? cursorOf(model.key, rows.at(-1) as Row) : null
    return reply(200, { rows, next })
  }

const one =
  (store: EventStore<EventType>, model: Projection): Route =>
  async (_, params) => {
    const issues: Issue[] = []
    const given = Object.fromEntries(
      model.key.map((column: string, i: number) => [column, params[i] as string]),
    )
    const key = rowOf(model.columns, given, issues)
    if (issues.length > 0) return invalid(model, issues)
    const row = await store.rows(model).get(key)
    return row === undefined ? notFound(`This row of ${model.name}`) : reply(200, row)
  }

const invalid = ({ name }: Projection, errors: readonly Issue[]) =>
  answerWith('WT_QUERY_INVALID', `${name} cannot be asked this.`, { errors })

/** The cells that were asked for; what is no column, or no value of one, goes among the issues. */
function rowOf(columns: Columns, given: Query, issues: Issue[]): Row {
  const row: Record<string, Cell> = {}
  for (const [column, text] of Object.entries(given)) {
    const type = Object.hasOwn(columns, column) ? columns[column] : undefined
    const cell = type && cellOf(type, text)
    if (cell !== undefined) row[column] = cell
    else
      issues.push({
        path: [column],
        message: type === undefined ? 'unknown column' : `expected ${type.replace('?', '')}, once`,
      })
  }
  return row
}

/** The value that a text stands for. Given twice, a parameter is no text. */
function cellOf(type: ColumnType, text: unknown): Cell | undefined {
  if (typeof text !== 'string' || text.includes('\0')) return undefined
  if (type.startsWith('text')) return text
  const isNumber = type.startsWith('integer')
    ? /^-?\d{1,15}$/.test(text)
    : /^-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,2})?$/i.test(text)
  return isNumber ? Number(text) : undefined
}
