import type { Table, Write } from '@watertight/domain'
import type { Clock, Ids } from '@watertight/ports'
import type { Codec } from './codec.ts'
import type { Commit, Engine, Judged } from './engine.ts'
import type { Changes } from './subscribe/changes.ts'

/** What the parts of the store share. */
export interface Core {
  readonly engine: Engine
  readonly words: Codec
  readonly clock: Clock
  readonly ids: Ids
  readonly tables: ReadonlyMap<string, Table>
  readonly changes: Changes
  declare(tables: readonly Table[]): Promise<void>
  commit(commit: Commit, signal?: AbortSignal): Promise<Judged>
}

/** A commit of rows alone: checkpoints, projections, snapshots. */
export const rowsOnly = (writes: readonly Write[], failIf: Commit['failIf'] = null): Commit => ({
  parts: [],
  repeatable: false,
  failIf,
  writes,
  now: 0,
})
