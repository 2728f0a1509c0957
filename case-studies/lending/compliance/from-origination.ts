import { type DataOf, send, translation } from '@watertight/domain'
import {
  type ApplicationCompletedV1,
  type ApplicationReceivedV1,
  OriginationLanguage,
} from '../origination/published.ts'
import {
  NoteAsking,
  NoteClosing,
  NoteCompletion,
  NoteReceipt,
  NoteStop,
  NoteWithdrawal,
} from './application-file/language.ts'
import type { AskedLoan } from './words.ts'

/** What becomes of an application before anybody decides, as compliance has to account for it. */
export const fromOrigination = translation(
  {
    from: OriginationLanguage,
    sends: [NoteReceipt, NoteAsking, NoteCompletion, NoteClosing, NoteWithdrawal, NoteStop],
  },
  {
    'lending.ApplicationReceived.v1': (received, { id }) =>
      send(id, NoteReceipt({ receivedOn: received.receivedOn, loan: askedOf(received, null) })),
    'lending.InformationAsked.v1': ({ missing, askedOn, respondBy: answerBy }, { id }) =>
      send(id, NoteAsking({ missing, askedOn, answerBy })),
    'lending.ApplicationCompleted.v1': (completed, { id }) => {
      const loan = askedOf(completed, completed.apr)
      return send(id, NoteCompletion({ completedOn: completed.completedOn, loan }))
    },
    'lending.ApplicationWithdrawn.v1': ({ withdrawnOn }, { id }) =>
      send(id, NoteWithdrawal({ withdrawnOn })),
    'lending.ClosedIncomplete.v1': ({ closedOn }, { id }) => send(id, NoteClosing({ closedOn })),
    'lending.ApplicationStopped.v1': ({ stoppedOn }, { id }) => send(id, NoteStop({ stoppedOn })),
  },
)

type Told = Pick<
  DataOf<typeof ApplicationReceivedV1> | DataOf<typeof ApplicationCompletedV1>,
  'product' | 'items'
>

/** Of the lines of an application those that the register tells. */
const askedOf = ({ product, items }: Told, apr: string | null): AskedLoan => ({
  ...{ product, apr },
  lien: items.lien ?? null,
  loanAmount: items.loanAmount ?? null,
  termMonths: items.termMonths ?? null,
  propertyValue: items.propertyValue ?? null,
  monthlyIncome: items.monthlyIncome ?? null,
  ratePercent: items.noteRate ?? null,
  apor: items.apor ?? null,
})
