import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Clock, Reply, Request } from '@watertight/ports'
import { answerWith } from './problem.ts'

/** Resolves once the position has been seen; rejects with the signal's reason, or when it never will be. */
export type Seen = (position: number, signal: AbortSignal) => Promise<void>

export const isPosition = (text: unknown): text is string =>
  typeof text === 'string' && /^\d{1,15}$/.test(text)

/** Seen by the log, and so by every read model that is kept in the append's own transaction. */
export const seenByLog =
  (store: EventStore<EventType>): Seen =>
  async (position, signal) => {
    const head = await store.head()
    if (position <= head) return
    for await (const page of store.subscribe({ after: head, signal }))
      if (page.position >= position) return
    throw signal.reason ?? new Error(`the log was closed before ${position}`)
  }

const longestMs = 10_000
/** What is left of the time is for the answer. */
const share = 0.9

/** Holds a request back until what it asks has seen a position, in ten seconds and nine tenths of its time at most; so many wait at once. */
export function waitingFor(clock: Clock, maxWaiting: number) {
  let waiting = 0
  return async (asked: string, seen: Seen, request: Request): Promise<Reply | undefined> => {
    if (!isPosition(asked))
      return answerWith('WT_POSITION_INVALID', `${String(asked).slice(0, 40)} is no position.`)
    if (waiting >= maxWaiting)
      return answerWith('WT_OVERLOADED', `${waiting} requests wait for a position already.`)
    const owner = new AbortController()
    const end = () => owner.abort(new Error(`${asked} was not seen in time`))
    const timer = clock.after(Math.min(longestMs, share * (request.deadline - clock.now())), end)
    request.signal.addEventListener('abort', end, { once: true })
    waiting++
    try {
      await seen(Number(asked), owner.signal)
      return undefined
    } catch (error) {
      if (!owner.signal.aborted) throw error
      return answerWith('WT_POSITION_NOT_SEEN', `Position ${asked} was not seen in time.`)
    } finally {
      waiting--
      timer.cancel()
      request.signal.removeEventListener('abort', end)
    }
  }
}
