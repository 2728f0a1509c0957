import { type EventType, send } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Automation } from '@watertight/service'
import type { CardClient } from './card-client.ts'
import { RecordAuthorisation, RecordDecline, RecordNothingOwed, RecordRefund } from './language.ts'
import { PaymentList, PaymentsDue, RefundsDue } from './read-models.ts'

/** Charges what is due. */
const authorise = (ask: CardClient): Automation<(typeof PaymentsDue)['columns']> => ({
  name: 'authorise',
  todo: PaymentsDue,
  stream: ({ order }) => `payment-${order}`,
  orderBy: ['since'],
  async perform({ order, batch, pence }, signal) {
    const answer = await ask({ kind: 'charges', reference: order, batch, pence }, signal)
    return answer.is === 'done'
      ? send(order, RecordAuthorisation({ charge: answer.id }))
      : send(order, RecordDecline({ reason: answer.reason }))
  },
})

/** Pays back what is due, after the orders it concerns have been paid. */
const refund = (
  ask: CardClient,
  store: EventStore<EventType>,
): Automation<(typeof RefundsDue)['columns']> => ({
  name: 'refund',
  todo: RefundsDue,
  stream: ({ creditNote }) => `refund-${creditNote}`,
  orderBy: ['since'],
  async perform({ creditNote, batch, pence, orders }, signal) {
    const numbers = orders === '' ? [] : orders.split(' ')
    const payments = await Promise.all(
      numbers.map((order) => store.rows(PaymentList).get({ order })),
    )
    const states = new Set(payments.map((payment) => payment?.state))
    if (states.has('pending') || states.has(undefined))
      throw new Error(`credit note ${creditNote} waits for the payment of ${orders}`)
    if (states.has('declined'))
      return send(creditNote, RecordNothingOwed({ reason: `an order of ${orders} was never paid` }))
    const answer = await ask({ kind: 'refunds', reference: creditNote, batch, pence }, signal)
    if (answer.is === 'declined')
      throw new Error(`the card network refuses the refund ${creditNote}: ${answer.reason}`)
    return send(creditNote, RecordRefund({ refund: answer.id }))
  },
})

export const automations = (store: EventStore<EventType>, ask: CardClient) => [
  authorise(ask),
  refund(ask, store),
]
