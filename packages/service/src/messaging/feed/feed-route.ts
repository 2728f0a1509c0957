import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Stream } from '@watertight/ports'
import { isPosition } from '../../http/positions.ts'
import { answerWith } from '../../http/problem.ts'
import type { Route } from '../../http/router.ts'

const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }

/** Answers `GET /feed?after=N` with the published events behind N, then live. */
export const feedRoute =
  (
    store: EventStore<EventType>,
    lines: (after: number, signal: AbortSignal) => Stream,
    isDraining: () => boolean,
  ): Route =>
  async (request, _, { after = '0' }) => {
    if (isDraining()) return answerWith('WT_DRAINING', 'The feed ends here.')
    if (!isPosition(after))
      return answerWith(
        'WT_POSITION_INVALID',
        `after=${String(after).slice(0, 40)} is no position.`,
      )
    const head = await store.head()
    if (Number(after) > head)
      return answerWith('WT_POSITION_AHEAD', `after=${after}, and this log ends at ${head}.`)
    return {
      status: 200,
      headers: { ...headers, 'x-position': String(head) },
      body: lines(Number(after), request.signal),
    }
  }
