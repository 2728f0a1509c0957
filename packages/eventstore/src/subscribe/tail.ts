import {
  type Commit,
  type Engine,
  type LogPage,
  matches,
  type Range,
  type StoredEvent,
  type StoredQuery,
  scanned,
  type Verdict,
} from '../engine.ts'

/** Of the events' data: where it is reached, the older half goes. */
const mostCharacters = 4_000_000

/**
 * An engine whose last events, as far as this process stored them, are read from memory: those who follow the log are
 * mostly at its end, and there may be many. Only a tail that ends where the log does is used, so what others stored is never passed over.
 */
export function withTail(engine: Engine, most: number): Engine {
  let tail: StoredEvent[] = []
  let characters = 0
  let committing = 0
  let hinted = false
  const listeners = new Set<() => void>()

  function add(batch: readonly Commit[], verdicts: readonly Verdict[]): void {
    for (const [i, verdict] of verdicts.entries())
      if (verdict.is === 'appended') for (const event of eventsOf(batch[i], verdict)) keep(event)
    if (tail.length > most || characters > mostCharacters) {
      tail = tail.slice(tail.length >> 1)
      characters = tail.reduce((sum, event) => sum + event.data.length, 0)
    }
  }
  function keep(event: StoredEvent): void {
    const last = tail.at(-1)
    if (last !== undefined && event.position !== last.position + 1) {
      tail = []
      characters = 0
    }
    tail.push(event)
    characters += event.data.length
  }

  /** The page, where the tail holds all of it. */
  function fromTail(query: StoredQuery, range: Range, head: number): LogPage | undefined {
    const { after = 0, upTo = Number.POSITIVE_INFINITY, limit } = range
    const start = startOf(tail)
    if (tail.at(-1)?.position !== head || after < start - 1) return undefined
    const found: StoredEvent[] = []
    for (let n = after + 1 - start; n < tail.length && found.length < limit; n++) {
      const event = tail[n] as StoredEvent
      if (event.position > upTo) break
      if (matches(query, event)) found.push(event)
    }
    return scanned(found, range, head)
  }

  return {
    open: (tables) => engine.open(tables),
    async commit(batch) {
      committing++
      try {
        const verdicts = await engine.commit(batch)
        add(batch, verdicts)
        return verdicts
      } finally {
        committing--
        if (hinted) for (const listener of listeners) listener()
        hinted = committing > 0 && hinted
      }
    },
    readStream: (stream, range) => engine.readStream(stream, range),
    async readLog(query, range) {
      const mayHold = range.backwards !== true && (range.after ?? 0) >= startOf(tail) - 1
      const page = mayHold ? fromTail(query, range, await engine.head()) : undefined
      return page ?? engine.readLog(query, range)
    },
    streams: (range) => engine.streams(range),
    positionAt: (time) => engine.positionAt(time),
    head: () => engine.head(),
    rows: (query) => engine.rows(query),
    onChange(listener) {
      listeners.add(listener)
      // the events of a commit that is under way are not in the tail yet: those who follow are told when they are
      const unlisten = engine.onChange(() => {
        if (committing > 0) hinted = true
        else listener()
      })
      return () => {
        listeners.delete(listener)
        unlisten()
      }
    },
    close: () => engine.close(),
  }
}

/** Infinity where there is none. */
const startOf = ([first]: readonly StoredEvent[]): number =>
  first?.position ?? Number.POSITIVE_INFINITY

/** The events of a commit with their places: one behind the other, up to the position of the verdict. */
function eventsOf(
  commit: Commit | undefined,
  { position, revisions, at }: Extract<Verdict, { readonly is: 'appended' | 'duplicate' }>,
): readonly StoredEvent[] {
  const parts = commit?.parts ?? []
  let place = position - parts.reduce((sum, { events }) => sum + events.length, 0)
  return parts.flatMap(({ stream, events }, i) => {
    let revision = (revisions[i] as number) - events.length
    return events.map((event) => ({
      ...event,
      stream,
      revision: ++revision,
      position: ++place,
      at,
    }))
  })
}
