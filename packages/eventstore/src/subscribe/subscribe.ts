import { checkWhole } from '../check.ts'
import type { Core } from '../core.ts'
import type { StoredEvent } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import type { Page, SubscribeOptions } from '../event-store.ts'
import { pageSize as defaultPageSize } from '../read/read.ts'
import type { Recorded } from '../read/recorded.ts'

interface Decoded {
  readonly whole: readonly Recorded<any>[]
  readonly failure?: unknown
}

/** Catches up, then stays live, by pulling pages; where nothing is new it waits for a change of the head. */
export function subscribing({ engine, words, changes }: Core) {
  function decoded(events: readonly StoredEvent[]): Decoded {
    try {
      return { whole: words.decodeAll(events) }
    } catch {
      // those before the one that fails are handed on
      return decodedBefore(events)
    }
  }

  function decodedBefore(events: readonly StoredEvent[]): Decoded {
    const whole: Recorded<any>[] = []
    try {
      for (const event of events) whole.push(words.decode(event))
    } catch (failure) {
      return { whole, failure }
    }
    return { whole }
  }

  return async function* subscribe({
    after,
    where,
    pageSize = defaultPageSize,
    signal,
  }: SubscribeOptions<any>): AsyncGenerator<Page<any>> {
    checkWhole('after', after, 0)
    checkWhole('pageSize', pageSize, 1)
    const query = words.query(where)
    let position = after
    let told = false
    while (!signal?.aborted && !changes.closed) {
      // taken before the read: a change during it must cause another
      const { count } = changes
      const { events, scanned, head } = await engine.readLog(query, {
        after: position,
        limit: pageSize,
      })
      if (position > head) {
        const what = `position ${position} is ahead of the log, which ends at ${head}`
        throw new EventStoreError('WT_POSITION_AHEAD', what, { position, head })
      }
      const caughtUp = scanned >= head
      const moved = scanned > position
      position = Math.max(position, scanned)
      if (moved || (caughtUp && !told)) {
        told = caughtUp
        const { whole, failure } = decoded(events)
        if (failure === undefined) {
          yield { events: whole, position, caughtUp, lag: Math.max(0, head - position) }
        } else {
          // what stands before the event that cannot be read is handed out; the next pull tells
          const before = whole.at(-1)?.position
          if (before !== undefined)
            yield { events: whole, position: before, caughtUp: false, lag: head - before }
          throw failure
        }
      }
      if (caughtUp) await changes.beyond(head, count, signal)
    }
  }
}
export type Subscribe = ReturnType<typeof subscribing>
