import type { EventType } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { reply } from '@watertight/ports'
import { problem, type Routes } from '@watertight/service'
import { Cases, Decisions, PolicyVersions } from './read-models.ts'
import { explanationOf } from './replay/explain.ts'
import { historyOf } from './replay/history.ts'

const states = ['decided', 'referred', 'proposed', 'settled', 'called-off']

/** More are on nobody's screen. */
const longestQueue = 500

/** What people and programs may ask underwriting. */
export const queries = (store: EventStore<EventType>): Routes => ({
  'GET /decisions': async (_, __, { state, limit = '20' }) => {
    const count = Number(limit)
    if (
      !Number.isInteger(count) ||
      count < 1 ||
      count > 1_000 ||
      (state !== undefined && !states.includes(state))
    )
      return problem({
        status: 400,
        title: 'Not a Filter',
        code: 'WT_INPUT_INVALID',
        detail: `Ask with a limit from 1 to 1000, and a state that is one of ${states.join(', ')}.`,
      })
    const where = state === undefined ? {} : { where: { state } }
    const rows = await store
      .rows(Decisions)
      .find({ ...where, orderBy: ['since'], backwards: true, limit: count })
    return reply(200, { decisions: rows.map(({ since: _, ...row }) => row) })
  },

  'GET /queue': async () => {
    const of = (state: string) =>
      store.rows(Cases).find({ where: { state }, orderBy: ['noticeDueOn'], limit: longestQueue })
    const rows = (await Promise.all([of('referred'), of('proposed')])).flat()
    // whose notice is due first comes first
    const cases = rows.sort((a, b) => (a.noticeDueOn < b.noticeDueOn ? -1 : 1))
    return reply(200, { cases: cases.map(({ since: _, ...row }) => row) })
  },

  'GET /decisions/:application/why': async (_, { application = '' }) => {
    const history = await historyOf(store, application)
    if ('refused' in history)
      return problem({
        status: 404,
        title: 'No Decision',
        code: 'WT_NOT_FOUND',
        detail: history.because,
      })
    return reply(200, explanationOf(history))
  },

  'GET /policies': async () => reply(200, { policies: await store.rows(PolicyVersions).find() }),
})
