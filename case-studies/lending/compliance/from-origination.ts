import { type DataOf, send, translation } from '@watertight/domain'
import { type ApplicationReceivedV1, OriginationLanguage } from '../origination/published.ts'
import {
  NoteAsking,
  NoteClosing,
  NoteCompletion,
  NoteReceipt,
  NoteWithdrawal,
} from './application-file/language.ts'

type Asked = Pick<DataOf<typeof ApplicationReceivedV1>, 'product' | 'items'>

/** What the register tells of a loan; null what origination does not know. */
const loanOf = ({ product, items }: Asked, apr: string | null) => ({
  product,
  lien: items.lien ?? null,
  loanAmount: items.loanAmount ?? null,
  termMonths: items.termMonths ?? null,
  propertyValue: items.propertyValue ?? null,
  monthlyIncome: items.monthlyIncome ?? null,
  ratePercent: items.noteRate ?? null,
  apr,
  apor: items.apor ?? null,
})

/** What origination takes in, as compliance has to account for it. Who applies it does not tell. */
export const fromOrigination = translation(
  {
    from: OriginationLanguage,
    sends: [NoteReceipt, NoteAsking, NoteCompletion, NoteClosing, NoteWithdrawal],
  },
  {
    'lending.ApplicationReceived.v1': ({ receivedOn, ...asked }, { id }) =>
      send(id, NoteReceipt({ receivedOn, loan: loanOf(asked, null) })),
    'lending.InformationAsked.v1': ({ missing, askedOn, respondBy }, { id }) =>
      send(id, NoteAsking({ missing: [...missing], askedOn, answerBy: respondBy })),
    'lending.ApplicationCompleted.v1': ({ completedOn, apr, ...asked }, { id }) =>
      send(id, NoteCompletion({ completedOn, loan: loanOf(asked, apr) })),
    'lending.ApplicationWithdrawn.v1': ({ withdrawnOn }, { id }) =>
      send(id, NoteWithdrawal({ withdrawnOn })),
    'lending.ClosedIncomplete.v1': ({ closedOn }, { id }) => send(id, NoteClosing({ closedOn })),
  },
)
