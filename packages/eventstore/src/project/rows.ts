import type { Cell, Row, Table } from '@watertight/domain'
import { checkWhole } from '../check.ts'
import type { Core } from '../core.ts'
import { EventStoreError } from '../errors.ts'
import type { FindOptions, RowReader } from '../event-store.ts'
import type { Projecting } from './project.ts'

/** Rows of a table, or of the table that serves a projection now. */
export const rowReading =
  ({ engine }: Core, { tableOf }: Pick<Projecting, 'tableOf'>) =>
  ({ name, columns, key }: Table): RowReader<Row> => {
    async function find(options: FindOptions<Row> = {}): Promise<readonly Row[]> {
      const { where = {}, orderBy = [], after, limit, ...rest } = options
      for (const column of [...Object.keys(where), ...orderBy, ...Object.keys(after ?? {})])
        if (!(column in columns))
          throw new EventStoreError('WT_ROW_INVALID', `${name}.${column} is not a column`)
      if (limit !== undefined) checkWhole('limit', limit, 1)
      // the key decides between equals, so that every engine answers in one order
      const order = [...orderBy, ...key.filter((column) => !orderBy.includes(column))]
      return engine.rows({
        ...rest,
        where: where as Row,
        orderBy: order,
        table: tableOf(name),
        ...(after && { after: order.map((column) => placed(name, after, column)) }),
        ...(limit !== undefined && { limit }),
      })
    }
    return { find, get: async (where) => (await find({ where, limit: 1 }))[0] }
  }

/** No row is behind a null: where it stands among the others is not said. */
function placed(table: string, after: Partial<Row>, column: string): Cell {
  const cell = after[column] ?? null
  if (cell === null)
    throw new EventStoreError('WT_ROW_INVALID', `after has no ${table}.${column}`, { after })
  return cell
}
