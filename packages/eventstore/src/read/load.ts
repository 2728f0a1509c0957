import { isDeepStrictEqual } from 'node:util'
import { type Fold, fingerprint, type Query } from '@watertight/domain'
import { type Core, rowsOnly } from '../core.ts'
import { system } from '../system-tables.ts'
import { evolved, type KeptState, type KeptStates } from './kept-states.ts'
import type { Reads } from './read.ts'
import type { AsOf, Loaded, LoadedQuery, Recorded } from './recorded.ts'

interface LoadOptions {
  readonly asOf?: AsOf
  readonly signal?: AbortSignal
}
type AnyFold<S> = Fold<S, any>
type Begun<S> = Omit<KeptState, 'fold' | 'state'> & { readonly state: S }
const none = <S>(fold: AnyFold<S>): Begun<S> => ({
  state: fold.initial(),
  revision: 0,
  snapshot: 0,
})

/** Names of streams that are remembered, about a megabyte. */
const mostLong = 10_000

/** Folds of a stream, from the state in memory or from its snapshot, and folds of a query. Both are a cache beside the log: a snapshot of another fingerprint, or whose text does not parse, is as good as none. */
export function loading(
  { engine, commit }: Core,
  reads: Reads,
  memory: KeptStates,
  snapshotEvery: number,
) {
  // where a snapshot was found: the next load looks for it at once
  const long = new Set<string>()

  async function load<S>(
    fold: AnyFold<S>,
    stream: string,
    { asOf, signal }: LoadOptions = {},
  ): Promise<Loaded<S>> {
    const range = { ...(asOf && { asOf }), ...(signal && { signal }) }
    const isNow = asOf === undefined
    const snapshots = snapshotEvery > 0 && isNow
    const known = isNow ? memory.of(fold, stream) : undefined
    let { state, revision, snapshot } = (known ?? none(fold)) as Begun<S>
    const add = (page: readonly Recorded<any>[]) => {
      for (const event of page) {
        state = evolved(fold, state, event)
        revision = event.revision
      }
    }
    // most streams are too short for a snapshot, and looking for one costs as much as reading them
    const first =
      known === undefined && snapshots && !long.has(stream)
        ? await reads.read(stream, { ...range, limit: snapshotEvery }).toArray()
        : undefined
    if (first && first.length < snapshotEvery) add(first)
    else {
      const kept = known === undefined && snapshots ? await snapshotOf(fold, stream) : undefined
      if (kept) {
        state = kept.state
        revision = kept.revision
        snapshot = revision
        noteLong(stream)
      } else if (first) add(first)
      for await (const page of reads.streamPages(stream, { ...range, after: revision })) add(page)
    }
    const isDue = snapshots && revision - snapshot >= snapshotEvery
    if (isDue) keep(fold, stream, revision, state)
    if (isNow && revision > 0)
      memory.keep(stream, { fold, state, revision, snapshot: isDue ? revision : snapshot })
    return { state, revision, fromSnapshot: snapshot }
  }

  function noteLong(stream: string): void {
    if (long.size >= mostLong) long.clear()
    long.add(stream)
  }

  async function snapshotOf<S>(fold: AnyFold<S>, stream: string) {
    const where = { stream, fold: fold.name, fingerprint: fingerprint(fold) }
    const [row] = await engine.rows({ table: system.snapshots.name, where, limit: 1 })
    const state = row && parsed<S>(String(row.state))
    return state && { state: state.of, revision: Number(row.revision) }
  }

  /** Off the path: nobody waits for it, and a failure costs only the next load. */
  function keep<S>(fold: AnyFold<S>, stream: string, revision: number, of: S): void {
    const state = textOf(of)
    if (state === undefined) return
    const row = { stream, fold: fold.name, fingerprint: fingerprint(fold), revision, state }
    commit(rowsOnly([system.snapshots.put(row)])).catch(() => {})
  }

  async function loadQuery<S>(
    fold: AnyFold<S>,
    query: Query<any>,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<LoadedQuery<S>> {
    const position = await engine.head()
    let state = fold.initial()
    const range = { where: query, asOf: { position }, ...(signal && { signal }) }
    for await (const page of reads.logPages(range))
      for (const event of page) state = evolved(fold, state, event)
    return { state, position }
  }

  return { load, loadQuery }
}

function parsed<S>(text: string): { readonly of: S } | undefined {
  try {
    return { of: JSON.parse(text) as S }
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
