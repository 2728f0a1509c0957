import type { Fold, Query } from '@watertight/domain'
import type { Core } from '../core.ts'
import { evolved, type KeptState, type KeptStates } from './kept-states.ts'
import type { Reads } from './read.ts'
import type { AsOf, Loaded, LoadedQuery, Recorded } from './recorded.ts'
import type { Snapshots } from './snapshots.ts'

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

/** Folds of a stream, from the state in memory or from its snapshot, and folds of a query. */
export function loading(
  { engine }: Pick<Core, 'engine'>,
  reads: Reads,
  memory: KeptStates,
  snapshots: Snapshots,
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
    const known = isNow ? memory.of(fold, stream) : undefined
    let { state, revision, snapshot } = (known ?? none(fold)) as Begun<S>
    const mayHaveOne = snapshots.every > 0 && isNow && revision === 0
    const add = (page: readonly Recorded<any>[]) => {
      for (const event of page) {
        state = evolved(fold, state, event)
        revision = event.revision
      }
    }
    // most streams are too short for a snapshot, and looking for one costs as much as reading them
    const first =
      mayHaveOne && !long.has(stream)
        ? await reads.read(stream, { ...range, limit: snapshots.every }).toArray()
        : undefined
    if (first && first.length < snapshots.every) add(first)
    else {
      const kept = mayHaveOne ? await snapshots.of(fold, stream) : undefined
      if (kept) {
        state = kept.state as S
        revision = kept.revision
        snapshot = revision
        noteLong(stream)
      } else if (first) add(first)
      for await (const page of reads.streamPages(stream, { ...range, after: revision })) add(page)
    }
    const fromSnapshot = snapshot
    if (isNow) snapshot = snapshots.keepDue(fold, stream, { state, revision }, snapshot)
    if (isNow) memory.keep(stream, { fold, state, revision, snapshot })
    return { state, revision, fromSnapshot }
  }

  function recall<S>(fold: AnyFold<S>, stream: string, { orNew = false } = {}) {
    const known = memory.of(fold, stream) as Begun<S> | undefined
    if (known) return known
    if (!orNew) return undefined
    const begun = none(fold)
    memory.keep(stream, { fold, ...begun })
    return begun
  }

  function noteLong(stream: string): void {
    if (long.size >= mostLong) long.clear()
    long.add(stream)
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

  return { load, recall, loadQuery }
}
