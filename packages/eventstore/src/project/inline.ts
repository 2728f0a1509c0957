import type { Message, Write } from '@watertight/domain'
import type { Consume } from '../consume/consume.ts'
import type { Consumer } from '../consume/consumer.ts'
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
}

/** Read models kept in the append's own transaction: complete before the first append of this process. */
export async function openInline(
  core: Core,
  consume: Consume,
  projections: readonly AnyProjection[],
): Promise<Inline> {
  const places: Place[] = []
  for (const projection of projections) places.push(await placeOf(core, projection, false))
  const kept = await keptInline(core)
  const tables = places
    .map(({ table }) => table)
    .sort()
    .join()
  if (places.length > 0 && kept !== tables) await promoteBeside(core, consume, places, kept, tables)

  const listeners = places.map(({ projection, table }) => {
    const hears = new Set(projection.hears.map(({ type }: { type: string }) => type))
    return { projection, table, hears }
  })
  // an old release appending would leave a hole in a new table: each append requires the set it was compiled with
  const guard = requireInline(places.length > 0 ? tables : undefined)

  function writes(parts: Parts): readonly Write[] {
    const all: Write[] = [guard]
    let of = 0
    for (const { stream, events } of parts)
      for (const event of events) {
        const stamps = stampsFor(of++)
        let message: Message | undefined
        for (const { projection, table, hears } of listeners) {
          if (!hears.has(event.type)) continue
          // what is folded is what a reader will read, not the object the caller still holds
          message ??= core.words.stored(event, stream)
          for (const write of projection.project(message, { stream, id: event.id, ...stamps }))
            all.push({ ...write, table })
        }
      }
    return all
  }
  const byName = new Map(places.map(({ projection, table }) => [projection.name, table]))
  return { writes, tableOf: (name) => byName.get(name) }
}

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
): Promise<void> {
  const were = kept?.split(',') ?? []
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
            handle: (event) => effects(projection, event, table),
          },
          { holds: requireInline(kept) },
        ),
      )
    for (;;) {
      const after = await core.engine.head()
      await Promise.all(building.map((consumer) => consumer.seen(after)))
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
