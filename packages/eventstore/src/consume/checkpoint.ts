import type { Write } from '@watertight/domain'
import { type Core, rowsOnly } from '../core.ts'
import { EventStoreError } from '../errors.ts'
import { system } from '../system-tables.ts'

export interface Checkpoint {
  readonly position: number
  /** Moves in one commit with these rows; the guard lets only one consumer of a name do it. */
  move(to: number, writes: readonly Write[]): Promise<void>
}

/** What has to hold in the log for a checkpoint to move. */
export interface Holds {
  readonly guard: Write
  /** Whether another guard holds after an inline projection was rebuilt, here or by another process. */
  follow?(tables: unknown): Promise<boolean>
}

/** The place of a consumer in the log, as it was left, or `start` where it never was; undefined: the beginning, which need not be kept. */
export async function openCheckpoint(
  { engine, commit }: Core,
  name: string,
  start: () => Promise<number | undefined>,
  holds: Holds | undefined,
): Promise<Checkpoint> {
  const table = system.checkpoints.name
  const [stored] = await engine.rows({ table, where: { name }, limit: 1 })
  let exists = stored !== undefined
  const begin = stored ? undefined : await start()
  let position = Number(stored?.position ?? begin ?? 0)
  const checkpoint: Checkpoint = {
    get position() {
      return position
    },
    async move(to, writes) {
      if (to === position && writes.length === 0 && (exists || begin === undefined)) return
      const move = exists
        ? system.checkpoints.patch({ name }, { position: to }, { position })
        : system.checkpoints.claim({ name, position: to })
      const verdict = await commit(rowsOnly([...(holds ? [holds.guard] : []), move, ...writes]))
      if (verdict.is === 'taken' && verdict.table === table) {
        const at = verdict.row?.position
        const what = `'${name}' is at ${String(at)}, expected ${position}`
        throw new EventStoreError('WT_CHECKPOINT_MOVED', what, { name, at, expected: position })
      }
      if (verdict.is === 'taken' && verdict.table === system.inline.name) {
        if (await holds?.follow?.(verdict.row?.tables)) return checkpoint.move(to, writes)
        throw new EventStoreError('WT_INLINE_CHANGED', `'${name}' found other inline projections`)
      }
      if (verdict.is === 'taken' && verdict.table === system.serving.name) {
        const what = `'${name}' found that ${String(verdict.row?.table)} serves`
        throw new EventStoreError('WT_PROJECTION_REPLACED', what, { name })
      }
      if (verdict.is === 'taken') {
        const what = `'${name}' writes ${verdict.table}, and found ${JSON.stringify(verdict.row)}`
        throw new EventStoreError('WT_ROW_TAKEN', what, { name, row: verdict.row })
      }
      if (verdict.is !== 'appended')
        throw new EventStoreError('WT_ENGINE_FAILED', `'${name}' got ${JSON.stringify(verdict)}`)
      position = to
      exists = true
    },
  }
  // a start other than the beginning is a place to keep, even before the first event
  await checkpoint.move(position, [])
  return checkpoint
}
