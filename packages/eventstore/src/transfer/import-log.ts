import { lines } from '@watertight/ports'
import { rowsOnly } from '../core.ts'
import type { Commit, Engine, StoredEvent, Verdict } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import { requireInline } from '../project/inline.ts'
import { system } from '../system-tables.ts'
import { eventOf, eventsOf, invalid, lineOf } from './line.ts'

export interface Imported {
  /** In the file, and now in the log. */
  readonly events: number
  /** Of them, those that were in the log before. */
  readonly already: number
}

const batchSize = 1_000
/** The name of the checkpoint an import has while it runs. */
const place = 'wt_import'
const noInline = requireInline(undefined)

/** Brings an export into a log: an empty one, or one that holds its beginning, such as an import that was broken off. Positions, times, ids and text come back as they were; the log must keep no inline projections yet. */
export async function importLog(
  engine: Pick<Engine, 'open' | 'commit' | 'head' | 'readLog'>,
  file: AsyncIterable<string | Uint8Array>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Imported> {
  await engine.open([system.inline, system.checkpoints])
  const already = await engine.head()
  await engine.commit([rowsOnly([system.checkpoints.put({ name: place, position: already })])])
  let promised: number | undefined
  let number = 0
  let last: StoredEvent | undefined
  let batch: StoredEvent[] = []

  async function flush(): Promise<void> {
    signal?.throwIfAborted()
    const stored = batch.filter(({ position }) => position <= already)
    if (stored.length > 0) await compare(engine, stored)
    const fresh = batch.slice(stored.length)
    if (fresh.length > 0) await store(engine, fresh)
    batch = []
  }

  for await (const line of lines(file)) {
    number++
    if (promised === undefined) {
      promised = eventsOf(line)
      continue
    }
    const event = eventOf(line, number)
    if (event.position !== (last?.position ?? 0) + 1)
      throw invalid(number, `has position ${event.position}, expected ${(last?.position ?? 0) + 1}`)
    if (event.at < (last?.at ?? 0)) throw invalid(number, 'is earlier than the event before it')
    last = event
    if (batch.push(event) === batchSize) await flush()
  }
  await flush()
  const events = last?.position ?? 0
  if (promised === undefined) throw invalid(1, 'is missing')
  if (events !== promised) throw invalid(number + 1, `is missing: ${events} of ${promised} events`)
  if (already > events) throw different(events + 1)
  await engine.commit([rowsOnly([system.checkpoints.remove({ name: place })])])
  return { events, already: Math.min(already, events) }
}

async function compare(engine: Pick<Engine, 'readLog'>, given: readonly StoredEvent[]) {
  const after = (given[0] as StoredEvent).position - 1
  const { events } = await engine.readLog([], { after, limit: given.length })
  for (const [i, event] of given.entries())
    if (events[i] === undefined || lineOf(events[i]) !== lineOf(event))
      throw different(event.position)
}

async function store(engine: Pick<Engine, 'commit'>, events: readonly StoredEvent[]) {
  const verdicts = await engine.commit(events.map(commitOf))
  for (const [i, verdict] of verdicts.entries())
    if (verdict.is !== 'appended') throw refused(verdict, (events[i] as StoredEvent).position)
}

function refused(verdict: Verdict, position: number): EventStoreError {
  if (verdict.is === 'failed')
    return new EventStoreError('WT_ENGINE_FAILED', verdict.message, { position })
  if (verdict.is !== 'taken' || verdict.table !== system.inline.name) return different(position)
  const what = `the log keeps [${String(verdict.row?.tables)}] inline`
  return new EventStoreError('WT_IMPORT_DIFFERS', what, { position })
}

const different = (position: number) =>
  new EventStoreError('WT_IMPORT_DIFFERS', `the log has another event at ${position}`, { position })

/** Stored at its position or not at all: nothing may be behind it, and the one before must have been imported. */
const commitOf = ({ stream, revision, position, at, ...event }: StoredEvent): Commit => ({
  parts: [{ stream, expect: revision - 1, events: [event] }],
  repeatable: false,
  failIf: { query: [], after: position - 1 },
  writes: [
    noInline,
    system.checkpoints.patch({ name: place }, { position }, { position: position - 1 }),
  ],
  now: at,
})
