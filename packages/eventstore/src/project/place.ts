import {
  fingerprint,
  type Message,
  type Projection,
  type Stamp,
  settled,
  type Write,
} from '@watertight/domain'
import { stampsOf } from '../consume/attempt.ts'
import type { Core } from '../core.ts'
import type { Recorded } from '../read/recorded.ts'
import { system } from '../system-tables.ts'

export type AnyProjection = Projection<any, any, any>

export interface Place {
  readonly projection: AnyProjection
  /** The table to write to: the serving one, or a new one to build. */
  readonly table: string
  readonly serving: string | undefined
  readonly fresh: boolean
}

/** Where a projection's rows are: a new table for each fingerprint and each rebuild, its name from `wt_serving`. */
export async function placeOf(
  { engine, declare }: Core,
  projection: AnyProjection,
  rebuild: boolean,
): Promise<Place> {
  const { name } = projection
  const [row] = await engine.rows({ table: system.serving.name, where: { name }, limit: 1 })
  const serving = row && String(row.table)
  const [, print, generation] = serving?.match(/_([^_]+)_(\d+)$/) ?? []
  const fresh = serving === undefined || print !== fingerprint(projection) || rebuild
  const next = `${name}_${fingerprint(projection)}_${Number(generation ?? 0) + 1}`
  const table = fresh ? next : serving
  await declare([{ ...projection, name: table }])
  return { projection, table, serving, fresh }
}

export const heardBy = ({ hears }: AnyProjection) => ({ types: hears })

/** What a commit will know about its event number `of`. */
export const stampsFor = (of: number) => {
  const stamp = (fact: Stamp['stamp']): Stamp => ({ stamp: fact, of })
  return { position: stamp('position'), revision: stamp('revision'), at: stamp('at') }
}

/** The writes of one event that is stored already, to this table. */
export function effects(projection: AnyProjection, event: Recorded<any>, table: string): Write[] {
  const { stream, id } = event
  return projection
    .project(event as Message, { stream, id, ...stampsFor(0) })
    .map((write) => settled({ ...write, table }, stampsOf(event)))
}
