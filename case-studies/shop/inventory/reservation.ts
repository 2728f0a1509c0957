import { aggregate } from '@watertight/domain'
import { AnswerPick, AnswerReservation, PickAnswered, ReservationAnswered } from './language.ts'

type ReservationState =
  | { readonly is: 'Nothing' }
  | { readonly is: 'Reserved' }
  | { readonly is: 'Picked' }

/** The answer to an order, once all of its stock items have been asked: it is decided in their transaction, after them, so what ran short stands before it in the log. */
export const Reservation = aggregate('Reservation', {
  commands: [AnswerReservation, AnswerPick],
  events: [ReservationAnswered, PickAnswered],
  initial: (): ReservationState => ({ is: 'Nothing' }),
})
  .decide({
    Nothing: {
      AnswerReservation: ({ batch }, _, { id: order }) => ReservationAnswered({ order, batch }),
    },
    Reserved: { AnswerPick: ({ batch }, _, { id: order }) => PickAnswered({ order, batch }) },
  })
  .evolve({
    ReservationAnswered: () => ({ is: 'Reserved' }),
    PickAnswered: () => ({ is: 'Picked' }),
  })
