import { isDeepStrictEqual } from 'node:util'
import { type EventType, type Fold, fingerprint, type Query } from '@watertight/domain'
import { type Core, rowsOnly } from '../core.ts'
import { system } from '../system-tables.ts'
import type { Reads } from './read.ts'
import type { AsOf, Loaded, LoadedQuery, Recorded } from './recorded.ts'

interface LoadOptions {
  readonly asOf?: AsOf
  readonly signal?: AbortSignal
}
type AnyFold<S> = Fold<S, any>

/** Names of streams that are remembered, about a megabyte. */
const mostLong = 10_000

/** Folds of a stream, from its snapshot, and folds of a query. Snapshots are a cache beside the log: another fingerprint, or text that does not parse, is as good as none. */
export function loading({ engine, commit }: Core, reads: Reads, snapshotEvery: number) {
  // where a snapshot was found: the next load looks for it at once
  const long = new Set<string>()

  async function load<S>(
    fold: AnyFold<S>,
    stream: string,
    { asOf, signal }: LoadOptions = {},
  ): Promise<Loaded<S>> {
    const range = { ...(asOf && { asOf }), ...(signal && { signal }) }
    const snapshots = snapshotEvery > 0 && asOf === undefined
    const step = stepOf(fold)
    let state = fold.initial()
    let revision = 0
    let fromSnapshot = 0
    const add = (page: readonly Recorded<any>[]) => {
      for (const event of page) {
        state = step(state, event)
        revision = event.revision
      }
    }
    // most streams are too short for a snapshot, and looking for one costs as much as reading them
    const first =
      snapshots && !long.has(stream)
        ? await reads.read(stream, { ...range, limit: snapshotEvery }).toArray()
        : undefined
    if (first && first.length < snapshotEvery) add(first)
    else {
      const kept = snapshots ? await snapshotOf(fold, stream) : undefined
      if (kept) {
        state = kept.state
        revision = kept.revision
        fromSnapshot = revision
        noteLong(stream)
      } else if (first) add(first)
      for await (const page of reads.streamPages(stream, { ...range, after: revision })) add(page)
    }
    if (snapshots && revision - fromSnapshot >= snapshotEvery) keep(fold, stream, revision, state)
    return { state, revision, fromSnapshot }
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
    const step = stepOf(fold)
    let state = fold.initial()
    const range = { where: query, asOf: { position }, ...(signal && { signal }) }
    for await (const page of reads.logPages(range))
      for (const event of page) state = step(state, event)
    return { state, position }
  }

  return { load, loadQuery }
}

/** A stream or a query may hold events that the fold does not hear. */
function stepOf<S>(fold: AnyFold<S>): (state: S, event: Recorded<any>) => S {
  const heard = new Set(fold.events.map(({ type }: EventType) => type))
  return (state, event) =>
    heard.has((event as { type: string }).type) ? fold.evolve(state, event as never) : state
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
