import { isDeepStrictEqual } from 'node:util'
import { type Fold, fingerprint } from '@watertight/domain'
import { type Core, rowsOnly } from '../core.ts'
import { system } from '../system-tables.ts'

export interface Snapshot {
  readonly state: unknown
  readonly revision: number
}

export interface Snapshots {
  /** Events between two snapshots; 0 where there are none. */
  readonly every: number
  of(fold: Fold<any, any>, stream: string): Promise<Snapshot | undefined>
  /** Keeps this state where the last snapshot, at revision `last`, is too old; answers the revision of the newest. */
  keepDue(fold: Fold<any, any>, stream: string, now: Snapshot, last: number): number
}

/** A cache beside the log: a snapshot of another fingerprint, or whose text does not parse, is as good as none. */
export function snapshots({ engine, commit }: Core, every: number): Snapshots {
  return {
    every,
    async of(fold, stream) {
      const where = { stream, fold: fold.name, fingerprint: fingerprint(fold) }
      const [row] = await engine.rows({ table: system.snapshots.name, where, limit: 1 })
      const state = row && parsed(String(row.state))
      return state && { state: state.of, revision: Number(row.revision) }
    },

    keepDue(fold, stream, { state: of, revision }, last) {
      if (every === 0 || revision - last < every) return last
      const state = textOf(of)
      if (state !== undefined) {
        const row = { stream, fold: fold.name, fingerprint: fingerprint(fold), revision, state }
        // off the path: nobody waits for it, and a failure costs only the next load
        commit(rowsOnly([system.snapshots.put(row)])).catch(() => {})
      }
      return revision
    },
  }
}

function parsed(text: string): { readonly of: unknown } | undefined {
  try {
    return { of: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** Undefined for a state that does not survive JSON: it is folded each time rather than changed. */
function textOf(state: unknown): string | undefined {
  try {
    const text = JSON.stringify(state)
    return isDeepStrictEqual(JSON.parse(text), state) ? text : undefined
  } catch {
    return undefined
  }
}
