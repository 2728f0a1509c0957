import { type EventType, send } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { type Automation, ClientError } from '@watertight/service'
import type { BureauClient } from './credit-data/bureau-client.ts'
import { RecordNoAnswer, RecordReport } from './credit-data/language.ts'
import { Bureau } from './credit-data/report.ts'
import { partiesOf } from './parties.ts'
import { BureausDue, ScreeningsDue } from './read-models.ts'
import { RecordScreening } from './screening/language.ts'
import type { SanctionsClient } from './screening/sanctions-client.ts'

type Store = EventStore<EventType>

/** Asks the sanctions list, again and again until it answers: without an answer nothing goes on. */
const screen = (
  store: Store,
  ask: SanctionsClient,
): Automation<(typeof ScreeningsDue)['columns']> => ({
  name: 'screen',
  todo: ScreeningsDue,
  stream: ({ application }) => `party-screening-${application}`,
  orderBy: ['since'],
  async perform({ application }, signal) {
    const { list, matches } = await ask(application, await partiesOf(store, application), signal)
    return send(application, RecordScreening({ list, matches: [...matches] }))
  },
})

/** Asks the bureau whose turn it is, once; what it does not answer is recorded, and the process manager decides who is asked when. */
const inquire = (store: Store, ask: BureauClient): Automation<(typeof BureausDue)['columns']> => ({
  name: 'inquire',
  todo: BureausDue,
  stream: ({ application }) => `credit-inquiry-${application}`,
  orderBy: ['since'],
  async perform({ application, bureau: name }, signal) {
    const bureau = Bureau.parse(name)
    const parties = await partiesOf(store, application)
    try {
      const heard = await ask(bureau, application, parties, signal)
      return heard.is === 'report'
        ? send(application, RecordReport({ report: heard.report }))
        : send(application, RecordNoAnswer({ bureau, why: heard.why }))
    } catch (error) {
      // stopping is no silence of theirs
      if (signal.aborted || !(error instanceof ClientError)) throw error
      return send(application, RecordNoAnswer({ bureau, why: whyOf(error) }))
    }
  },
})

const sentences: { readonly [code: string]: string } = {
  WT_BREAKER_OPEN: 'nobody is asked while its circuit breaker is open',
  WT_DEADLINE: 'it did not answer in time',
  WT_UNREACHABLE: 'it cannot be reached',
  WT_LOST: 'its answer was lost',
}

const whyOf = ({ code, status }: ClientError) =>
  sentences[code] ?? `it answered ${status ?? 'nothing'} in no form that is known (${code})`

export const automations = (store: Store, screening: SanctionsClient, bureaus: BureauClient) => [
  screen(store, screening),
  inquire(store, bureaus),
]
