import { keyOf, type Row, rowAfter } from '@watertight/domain'
import { stampsOf } from '../consume/attempt.ts'
import type { Core } from '../core.ts'
import type { Verified } from '../event-store.ts'
import type { Reads } from '../read/read.ts'
import { system } from '../system-tables.ts'
import type { Inline } from './inline.ts'
import { type AnyProjection, effects, heardBy } from './place.ts'
import type { Projecting } from './project.ts'

/** Compares the stored rows of a projection with a replay of the log up to the position they are at. */
export function verifying(
  { engine }: Core,
  reads: Reads,
  inline: Pick<Inline, 'tableOf'>,
  { tableOf }: Pick<Projecting, 'tableOf'>,
) {
  /** The position a table is at: the head, or its consumer's checkpoint. */
  async function positionOf(projection: AnyProjection, table: string): Promise<number> {
    if (inline.tableOf(projection.name) !== undefined) return engine.head()
    const where = { name: table }
    const [row] = await engine.rows({ table: system.checkpoints.name, where, limit: 1 })
    return Number(row?.position ?? 0)
  }

  async function replayed(projection: AnyProjection, position: number): Promise<Map<string, Row>> {
    const rows = new Map<string, Row>()
    for await (const page of reads.logPages({ where: heardBy(projection), asOf: { position } }))
      for (const event of page)
        for (const write of effects(projection, event, projection.name)) {
          const key = keyOf(projection.key, write.op === 'put' ? write.row : write.key)
          const row = rowAfter(rows.get(key), write, stampsOf(event))
          if (row === undefined) rows.delete(key)
          else rows.set(key, row)
        }
    return rows
  }

  return async function verify(projection: AnyProjection): Promise<Verified> {
    const table = tableOf(projection.name)
    let position = await positionOf(projection, table)
    let stored: readonly Row[] = []
    // rows and position must belong together: read again while they move
    for (let before = -1; before !== position; position = await positionOf(projection, table)) {
      before = position
      stored = await engine.rows({ table, where: {} })
    }
    const expected = await replayed(projection, position)
    const columns = Object.keys(projection.columns)
    const textOf = (row: Row | undefined) => row && JSON.stringify(columns.map((c) => row[c]))
    const different: Row[] = []
    for (const row of stored) {
      const key = keyOf(projection.key, row)
      if (textOf(expected.get(key)) !== textOf(row)) different.push(row)
      expected.delete(key)
    }
    return { rows: stored.length, different: [...different, ...expected.values()] }
  }
}
