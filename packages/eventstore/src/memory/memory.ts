import type { Table } from '@watertight/domain'
import type { Commit, Engine, Range, StoredEvent, StoredQuery, Verdict } from '../engine.ts'
import { matches, meets, scanned } from '../engine.ts'
import { memoryRows } from './rows.ts'

/** The whole contract in memory, in the fewest lines: for tests, and as the measure of other engines. It forgets when closed. */
export function memory(): Engine {
  const log: StoredEvent[] = []
  const streams = new Map<string, StoredEvent[]>()
  const ids = new Map<string, StoredEvent>()
  const rows = memoryRows()
  const listeners = new Set<() => void>()
  const revisionOf = (stream: string) => streams.get(stream)?.length ?? 0

  function repeated({ parts }: Commit): Verdict | undefined {
    const sent = parts.flatMap(({ stream, events }) => events.map(({ id }) => ({ id, stream })))
    const found = sent.map(({ id }) => ids.get(id))
    const first = found.find((event) => event !== undefined)
    if (first === undefined) return undefined
    const same = found.every(
      (e, i) => e?.stream === sent[i]?.stream && e?.position === first.position + i,
    )
    if (!same) return { is: 'idsPartlyUsed', ids: sent.map(({ id }) => id).filter(has(ids)) }
    const last = found.at(-1) as StoredEvent
    const revisions = parts.map(({ events }) => ids.get(events.at(-1)?.id as string)?.revision ?? 0)
    return { is: 'duplicate', revisions, position: last.position, at: last.at }
  }

  function refusal(commit: Commit): Verdict | undefined {
    const again = commit.repeatable ? repeated(commit) : undefined
    if (again) return again
    for (const { stream, expect: expected } of commit.parts) {
      const actual = revisionOf(stream)
      if (!meets(expected, actual)) return { is: 'conflict', stream, expected, actual }
    }
    const { failIf } = commit
    const [blocking] = failIf ? page(log, { after: failIf.after, limit: 1 }, failIf.query) : []
    if (blocking) return { is: 'conditionFailed', position: blocking.position }
    return rows.refusal(commit.writes)
  }

  /** Every judgement comes before the first write, so a refusal leaves nothing to undo. */
  function apply(commit: Commit): Verdict {
    const refused = refusal(commit)
    if (refused) return refused
    const sent = commit.parts.flatMap(({ events }) => events.map(({ id }) => id))
    if (sent.some(has(ids)) || new Set(sent).size < sent.length)
      throw new Error(`an id of ${sent.join()} is stored already`)
    const at = Math.max(commit.now, log.at(-1)?.at ?? 0)
    const added: StoredEvent[] = []
    const revisions = commit.parts.map(({ stream, events }) => {
      let revision = revisionOf(stream)
      for (const event of events) {
        const position = log.length + added.length + 1
        added.push({ ...event, stream, revision: ++revision, position, at })
      }
      return revision
    })
    rows.write(commit.writes, ({ stamp, of }) => (added[of] as StoredEvent)[stamp])
    for (const event of added) {
      log.push(event)
      ids.set(event.id, event)
      const stream = streams.get(event.stream)
      if (stream) stream.push(event)
      else streams.set(event.stream, [event])
    }
    return { is: 'appended', revisions, position: log.length, at }
  }

  return {
    async open(tables: readonly Table[]) {
      for (const table of tables) rows.declare(table)
    },
    async commit(batch) {
      const before = log.length
      const verdicts = batch.map((commit): Verdict => {
        try {
          return apply(commit)
        } catch (error) {
          return { is: 'failed', message: String(error) }
        }
      })
      if (log.length > before) for (const listener of listeners) listener()
      return verdicts
    },
    readStream: async (stream, range) => page(streams.get(stream) ?? [], range, []),
    readLog: async (query, range) => scanned(page(log, range, query), range, log.length),
    streams: async ({ after = '', limit }) =>
      [...streams]
        .map(([stream, { length: revision }]) => ({ stream, revision }))
        .filter(({ stream }) => stream > after)
        .sort((a, b) => (a.stream < b.stream ? -1 : 1))
        .slice(0, limit),
    async positionAt(time) {
      let low = 0
      for (let high = log.length; low < high; ) {
        const middle = (low + high + 1) >> 1
        if ((log[middle - 1] as StoredEvent).at <= time) low = middle
        else high = middle - 1
      }
      return low
    },
    head: async () => log.length,
    rows: async (query) => rows.find(query),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      listeners.clear()
    },
  }
}

const has = (ids: ReadonlyMap<string, unknown>) => (id: string) => ids.has(id)

/** Event n of a stream, as of the log, stands at index n - 1: a range is two indexes. */
function page(events: readonly StoredEvent[], range: Range, query: StoredQuery): StoredEvent[] {
  const { after, upTo = events.length, backwards = false, limit } = range
  const last = Math.min(upTo, events.length, backwards ? (after ?? Infinity) - 1 : Infinity)
  const first = backwards ? 1 : (after ?? 0) + 1
  const chosen: StoredEvent[] = []
  for (let n = first; n <= last && chosen.length < limit; n++) {
    const event = events[(backwards ? last + first - n : n) - 1] as StoredEvent
    if (matches(query, event)) chosen.push(event)
  }
  return chosen
}
