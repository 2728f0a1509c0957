import { reply } from '@watertight/ports'
import { answerWith, notFound } from '../http/problem.ts'
import type { Route, Routes } from '../http/router.ts'
import type { Hearing } from './hearing.ts'

const limitUnlessTold = '100'
const longestList = 1_000

/** What is parked of each feed, and what a person can do about it. */
export function parkedRoutes(feeds: readonly Hearing[]): Routes {
  const inboxOf = (feed: string | undefined) => feeds.find(({ name }) => name === feed)?.inbox

  const decided =
    (what: 'retry' | 'drop'): Route =>
    async (_, { feed, position }) => {
      const at = /^\d{1,15}$/.test(position as string) ? Number(position) : undefined
      const done = at === undefined ? undefined : await inboxOf(feed)?.[what](at)
      if (done !== undefined) return reply(200, done)
      return notFound(
        what === 'retry'
          ? `A message of ${feed} that is parked at ${position}`
          : `A message of ${feed} that is parked at ${position} and waits for no other`,
      )
    }

  return {
    'GET /feeds/:feed/parked': async (_, { feed }, { limit = limitUnlessTold }) => {
      const inbox = inboxOf(feed)
      if (inbox === undefined) return notFound(`A feed ${feed}`)
      if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > longestList)
        return answerWith('WT_QUERY_INVALID', 'This cannot be asked.', {
          errors: [
            { path: ['limit'], message: `expected a whole number from 1 to ${longestList}` },
          ],
        })
      const parked = await inbox.listParked(Number(limit))
      return reply(200, { parked, count: inbox.parked })
    },
    'POST /feeds/:feed/parked/:position/retry': decided('retry'),
    'POST /feeds/:feed/parked/:position/drop': decided('drop'),
  }
}
