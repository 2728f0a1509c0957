import { type EventType, isRefusal } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { reply } from '@watertight/ports'
import { problem, type Routes } from '@watertight/service'
import { policyLibrary } from './policy/library.ts'
import { Cases, Decisions, PolicyVersions } from './read-models.ts'
import { explanationOf, explanationUnder } from './replay/explain.ts'
import { historyOf, type NoHistory } from './replay/history.ts'
import { replay, whatIf } from './replay/replay.ts'

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
    if (isRefusal(history)) return unknown(sentenceOf(history))
    return reply(200, explanationOf(history))
  },

  'GET /decisions/:application/replay': async (_, { application = '' }) => {
    const history = await historyOf(store, application)
    if (isRefusal(history)) return unknown(sentenceOf(history))
    const { policy, engine } = history.made
    return reply(200, { ...replay(history), policy, engine })
  },

  'GET /decisions/:application/what-if/:version': async (_, { application = '', version = '' }) => {
    const history = await historyOf(store, application)
    if (isRefusal(history)) return unknown(sentenceOf(history))
    const { key } = history.made.policy
    const published = await store.rows(PolicyVersions).get({ policy: key, version })
    if (published === undefined)
      return unknown(
        `the log has no version ${version} of ${key}. GET /policies has those that there are`,
      )
    const other = await policyLibrary(store)(published.hash)
    if (isRefusal(other)) return unknown(other.because)
    return reply(200, { ...whatIf(history, other), explanation: explanationUnder(history, other) })
  },

  'GET /policies': async () => reply(200, { policies: await store.rows(PolicyVersions).find() }),
})

const sentenceOf = ({ refused, because }: NoHistory) =>
  refused === 'DecisionUnknown' ? `${because}. GET /decisions has those that there are` : because

const unknown = (detail: string) =>
  problem({ status: 404, title: 'No Decision', code: 'WT_NOT_FOUND', detail })
