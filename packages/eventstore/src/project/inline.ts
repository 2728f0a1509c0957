import type { Message, Write } from '@watertight/domain'
import type { Consume } from '../consume/consume.ts'
import type { Consumer, RebuildOptions } from '../consume/consumer.ts'
import { type Core, rowsOnly } from '../core.ts'
import type { NewEvent } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import { system } from '../system-tables.ts'
import { type AnyProjection, effects, heardBy, type Place, placeOf, stampsFor } from './place.ts'

type Parts = readonly { readonly stream: string; readonly events: readonly NewEvent[] }[]

export interface Inline {
  /** The rows of these events, and the guard that this log keeps just these projections inline. */
  writes(parts: Parts): readonly Write[]
  tableOf(name: string): string | undefined
  /** Holds while the log keeps what this store keeps. */
  readonly guard: Write
  /** Goes on with the tables that the log keeps now, where they are those of a rebuild of the same projections; answers whether they are. */
  follow(tables: unknown): Promise<boolean>
  /** Builds a projection anew beside the appends, and swaps. */
  rebuild(projection: AnyProjection, options?: RebuildOptions): Promise<void>
}

/** What is kept, and who hears what. */
interface Kept {
  readonly places: readonly Place[]
  readonly tables: string
  readonly guard: Write
  readonly byName: ReadonlyMap<string, string>
  readonly listeners: readonly {
    readonly projection: AnyProjection
    readonly table: string
    readonly hears: ReadonlySet<string>
  }[]
}

function keptAt(places: readonly Place[]): Kept {
  const tables = wordOf(places)
  return {
    ...{ places, tables },
    // an old release appending would leave a hole in a new table: each append requires the set it was compiled with
    guard: requireInline(places.length > 0 ? tables : undefined),
    byName: new Map(places.map(({ projection, table }) => [projection.name, table])),
    listeners: places.map(({ projection, table }) => {
      const hears = new Set<string>(projection.hears.map(({ type }: { type: string }) => type))
      return { projection, table, hears }
    }),
  }
}

const wordOf = (places: readonly Place[]) =>
  places
    .map(({ table }) => table)
    .sort()
    .join()

/** Read models kept in the append's own transaction: complete before the first append of this process. */
export async function openInline(
  core: Core,
  consume: Consume,
  projections: readonly AnyProjection[],
): Promise<Inline> {
  const places: Place[] = []
  for (const projection of projections) places.push(await placeOf(core, projection, false))
  const before = await keptInline(core)
  const tables = wordOf(places)
  if (places.length > 0 && before !== tables)
    await promoteBeside(core, consume, places, before, tables)
  let now = keptAt(places)
  let rebuilding = Promise.resolve()

  function writes(parts: Parts): readonly Write[] {
    const all: Write[] = [now.guard]
    let of = 0
    for (const { stream, events } of parts)
      for (const event of events) {
        const stamps = stampsFor(of++)
        let message: Message | undefined
        for (const { projection, table, hears } of now.listeners) {
          if (!hears.has(event.type)) continue
          // what is folded is what a reader will read, not the object the caller still holds
          message ??= core.words.stored(event, stream)
          for (const write of projection.project(message, { stream, id: event.id, ...stamps }))
            all.push({ ...write, table })
        }
      }
    return all
  }

  async function follow(tables: unknown): Promise<boolean> {
    if (tables === now.tables) return true
    const left = new Set(String(tables ?? '').split(','))
    const next = now.places.map((place) => {
      const table = [...left].find((one) => rebuiltOf(one) === rebuiltOf(place.table))
      left.delete(table as string)
      return table && { ...place, table }
    })
    if (left.size > 0 || !next.every((place) => typeof place === 'object')) return false
    for (const { projection, table } of next)
      if (!core.tables.has(table)) await core.declare([{ ...projection, name: table }])
    now = keptAt(next)
    return true
  }

  async function rebuild(projection: AnyProjection, options: RebuildOptions = {}): Promise<void> {
    const { name } = projection
    if (!now.byName.has(name))
      throw new EventStoreError('WT_TABLE_UNKNOWN', `'${name}' is not inline`, { name })
    // another process may have rebuilt since
    await follow(await keptInline(core))
    const place = await placeOf(core, projection, true)
    const next = now.places.map((one) => (one.projection.name === name ? place : one))
    await promote(core, consume, next, now.tables, wordOf(next), options)
    now = keptAt(next)
  }

  return {
    ...{ writes, follow },
    tableOf: (name) => now.byName.get(name),
    get guard() {
      return now.guard
    },
    rebuild(projection, options) {
      // one after the other: each swap requires what the one before has left
      const rebuilt = rebuilding.then(() => rebuild(projection, options))
      rebuilding = rebuilt.catch(() => {})
      return rebuilt
    },
  }
}

/** Projection and fingerprint: what its tables have in common, however often it was rebuilt. */
const rebuiltOf = (table: string) => table.replace(/_\d+$/, '')

/** The tables this log keeps inline, as one word; undefined when it keeps none. */
export async function keptInline({ engine }: Core): Promise<string | undefined> {
  const [row] = await engine.rows({ table: system.inline.name, where: { id: 1 }, limit: 1 })
  return row && String(row.tables)
}

/** Holds while the log keeps just these. */
export const requireInline = (tables: string | undefined): Write => ({
  op: 'require',
  table: system.inline.name,
  key: { id: 1 },
  if: tables === undefined ? 'absent' : { tables },
})

/** Processes of one release that open a log together build the same tables: whoever is overtaken goes on from where the other is, or finds it done. */
async function promoteBeside(
  core: Core,
  consume: Consume,
  places: readonly Place[],
  kept: string | undefined,
  tables: string,
): Promise<void> {
  for (let race = 1; ; race++) {
    try {
      return await promote(core, consume, places, kept, tables)
    } catch (error) {
      const code = error instanceof EventStoreError ? error.code : undefined
      if (code !== 'WT_INLINE_CHANGED' && code !== 'WT_CHECKPOINT_MOVED') throw error
      const now = await keptInline(core)
      if (now === tables) return
      if (now !== kept || race === maxRaces) throw error
    }
  }
}

/** Each race that is lost means that another process made progress. */
const maxRaces = 50

/** Builds what is missing beside the appends of other processes, and swaps when nothing was appended in between. */
async function promote(
  core: Core,
  consume: Consume,
  places: readonly Place[],
  kept: string | undefined,
  tables: string,
  { signal, progress }: RebuildOptions = {},
): Promise<void> {
  const were = kept?.split(',') ?? []
  const held = requireInline(kept)
  const building: Consumer[] = []
  try {
    // a table that is not inline has a checkpoint: building resumes after a crash, and an asynchronous table is promoted
    const missing = places.filter(({ table }) => !were.includes(table))
    for (const { projection, table } of missing)
      building.push(
        await consume(
          table,
          {
            where: heardBy(projection),
            handle: (event) => {
              progress?.(event.position)
              return effects(projection, event, table)
            },
          },
          { holds: { guard: held } },
        ),
      )
    for (;;) {
      const after = await core.engine.head()
      await Promise.all(building.map((consumer) => consumer.seen(after, signal)))
      const dropped = were.filter((table) => !places.some((place) => place.table === table))
      const swap: Write[] = [
        ...places.map(({ projection: { name }, table }) => system.serving.put({ name, table })),
        // from here on the appends write them: a consumer of another process must find its place gone
        ...missing.map(({ table: name }) => system.checkpoints.remove({ name })),
        // complete up to here, so they may go on as asynchronous ones
        ...dropped.map((name) => system.checkpoints.put({ name, position: after })),
        {
          op: 'put',
          table: system.inline.name,
          row: { id: 1, tables },
          if: kept === undefined ? 'absent' : { tables: kept },
        },
      ]
      const verdict = await core.commit(rowsOnly(swap, { query: [], after }))
      if (verdict.is === 'appended') return
      // another process of this release opened the log at the same time
      if (verdict.is === 'taken' && verdict.row?.tables === tables) return
      if (verdict.is !== 'conditionFailed') throw changed(verdict)
    }
  } finally {
    await Promise.all(building.map((consumer) => consumer.stop()))
  }
}

const changed = (verdict: { readonly is: string }) =>
  verdict.is === 'taken'
    ? new EventStoreError(
        'WT_INLINE_CHANGED',
        'another process changed the inline projections while this one opened',
      )
    : new EventStoreError('WT_ENGINE_FAILED', `the inline projections got ${verdict.is}`)
