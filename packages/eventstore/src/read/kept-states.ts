import type { EventType, Fold, Message } from '@watertight/domain'
import type { Snapshots } from './snapshots.ts'

export interface KeptState {
  readonly fold: Fold<any, any>
  readonly state: unknown
  readonly revision: number
  /** Of the snapshot that is stored, 0 when there is none. */
  readonly snapshot: number
}

export interface KeptStates {
  of(fold: Fold<any, any>, stream: string): KeptState | undefined
  keep(stream: string, kept: KeptState): void
  /** Events were appended here, the last at this revision: a state that is kept goes on with them, unless others came between. */
  appended(
    stream: string,
    revision: number,
    count: number,
    messages: () => readonly Message[],
  ): void
}

/** States in memory, those that were used last: a load then reads only what came since. What is forgotten is folded again. */
export function keptStates(most: number, snapshots: Snapshots): KeptStates {
  const states = new Map<string, KeptState>()

  function set(stream: string, kept: KeptState): void {
    states.delete(stream)
    states.set(stream, kept)
    if (states.size <= most) return
    for (const oldest of states.keys()) {
      states.delete(oldest)
      return
    }
  }
  return {
    of(fold, stream) {
      const kept = states.get(stream)
      if (kept === undefined || kept.fold !== fold) return undefined
      set(stream, kept)
      return kept
    },
    keep(stream, kept) {
      if (most === 0) return
      const other = states.get(stream)
      // whoever loaded at the same time may have read further
      if (other?.fold === kept.fold && other.revision > kept.revision) return
      set(stream, kept)
    },
    appended(stream, revision, count, messages) {
      const kept = states.get(stream)
      if (kept === undefined || kept.revision !== revision - count) return
      let { state } = kept
      for (const message of messages()) state = evolved(kept.fold, state, message)
      const snapshot = snapshots.keepDue(kept.fold, stream, { state, revision }, kept.snapshot)
      states.set(stream, { fold: kept.fold, state, revision, snapshot })
    },
  }
}

const hears = new WeakMap<Fold<any, any>, ReadonlySet<string>>()
const heardBy = (fold: Fold<any, any>): ReadonlySet<string> => {
  const known = hears.get(fold)
  if (known) return known
  const heard = new Set<string>(fold.events.map(({ type }: EventType) => type))
  hears.set(fold, heard)
  return heard
}

/** A stream or a query may hold events that the fold does not hear. */
export const evolved = <S>(fold: Fold<S, any>, state: S, event: Message): S =>
  heardBy(fold).has(event.type) ? fold.evolve(state, event as never) : state
