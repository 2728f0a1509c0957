import { type EventType, send } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { ResilienceError } from '@watertight/resilience'
import type { Automation } from '@watertight/service'
import type { CardClient } from './card-client.ts'
import { RecordAuthorisation, RecordDecline, RecordNothingOwed, RecordRefund } from './language.ts'
import { PaymentList, PaymentsDue, RefundsDue } from './read-models.ts'

const retryAfterMs = (error: unknown) =>
  error instanceof ResilienceError ? error.facts.retryAfterMs : undefined

/** Charges what is due. */
export const authorise = ({
  request,
}: CardClient): Automation<(typeof PaymentsDue)['columns']> => ({
  name: 'authorise',
  todo: PaymentsDue,
  stream: ({ order }) => `payment-${order}`,
  orderBy: ['since'],
  retryAfterMs,
  async perform({ order, batch, pence }, signal) {
    const answer = await request({ kind: 'charges', reference: order, batch, pence }, signal)
    return answer.is === 'done'
      ? send(order, RecordAuthorisation({ charge: answer.id }))
      : send(order, RecordDecline({ reason: answer.reason }))
  },
})

/** Pays back what is due, after the orders it concerns have been paid. */
export const refund = (
  { request }: CardClient,
  store: EventStore<EventType>,
): Automation<(typeof RefundsDue)['columns']> => ({
  name: 'refund',
  todo: RefundsDue,
  stream: ({ creditNote }) => `refund-${creditNote}`,
  orderBy: ['since'],
  retryAfterMs,
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
    const answer = await request({ kind: 'refunds', reference: creditNote, batch, pence }, signal)
    if (answer.is === 'declined')
      throw new Error(`the card network refuses the refund ${creditNote}: ${answer.reason}`)
    return send(creditNote, RecordRefund({ refund: answer.id }))
  },
})
