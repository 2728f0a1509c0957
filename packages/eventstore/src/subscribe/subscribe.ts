import { checkWhole } from '../check.ts'
import type { Core } from '../core.ts'
import type { Page, SubscribeOptions } from '../event-store.ts'
import { pageSize as defaultPageSize } from '../read/read.ts'

/** Catches up, then stays live, by pulling pages; where nothing is new it waits for a change of the head. */
export function subscribing({ engine, words, changes }: Core) {
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
      const caughtUp = scanned >= head
      const moved = scanned > position
      position = Math.max(position, scanned)
      if (moved || (caughtUp && !told)) {
        told = caughtUp
        const lag = Math.max(0, head - position)
        yield { events: events.map(words.decode), position, caughtUp, lag }
      }
      if (caughtUp) await changes.beyond(head, count, signal)
    }
  }
}
export type Subscribe = ReturnType<typeof subscribing>
