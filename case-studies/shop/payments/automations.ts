import { send } from '@watertight/domain'
import type { Automation } from '@watertight/service'
import type { CardClient } from './card-client.ts'
import {
  RecordAuthorisation,
  RecordCapture,
  RecordCaptureFailure,
  RecordDecline,
  RecordPayback,
  RecordRefund,
  RecordVoid,
} from './language.ts'
import { PaymentsDue, RefundsDue, SettlementsDue } from './read-models.ts'

/** Has the money of a new order held. */
const authorise = (ask: CardClient): Automation<(typeof PaymentsDue)['columns']> => ({
  name: 'authorise',
  todo: PaymentsDue,
  stream: ({ order }) => `payment-${order}`,
  orderBy: ['since'],
  async perform({ order, batch, pence }, signal) {
    const answer = await ask({ kind: 'authorisations', reference: order, batch, pence }, signal)
    return answer.is === 'done'
      ? send(order, RecordAuthorisation({ authorisation: answer.id }))
      : send(order, RecordDecline({ reason: answer.reason }))
  },
})

const kinds = { capture: 'charges', void: 'voids', payback: 'refunds' } as const

/** Takes what is held, lets it go, and pays back what was taken. */
const settle = (ask: CardClient): Automation<(typeof SettlementsDue)['columns']> => ({
  name: 'settle',
  todo: SettlementsDue,
  stream: ({ order }) => `payment-${order}`,
  orderBy: ['since'],
  async perform({ kind, reference, order, batch, pence }, signal) {
    const asked = kinds[kind as keyof typeof kinds]
    const answer = await ask({ kind: asked, reference, batch, pence }, signal)
    if (answer.is === 'declined') {
      if (kind === 'capture') return send(order, RecordCaptureFailure({ reason: answer.reason }))
      throw new Error(`the card network refuses the ${kind} of ${reference}: ${answer.reason}`)
    }
    if (kind === 'capture') return send(order, RecordCapture({ charge: answer.id }))
    if (kind === 'void') return send(order, RecordVoid({}))
    return send(order, RecordPayback({ reference, refund: answer.id }))
  },
})

/** Pays back what is due on no order. */
const refund = (ask: CardClient): Automation<(typeof RefundsDue)['columns']> => ({
  name: 'refund',
  todo: RefundsDue,
  stream: ({ creditNote }) => `refund-${creditNote}`,
  orderBy: ['since'],
  async perform({ creditNote, batch, pence }, signal) {
    const answer = await ask({ kind: 'refunds', reference: creditNote, batch, pence }, signal)
    if (answer.is === 'declined')
      throw new Error(`the card network refuses the refund ${creditNote}: ${answer.reason}`)
    return send(creditNote, RecordRefund({ refund: answer.id }))
  },
})

export const automations = (ask: CardClient) => [authorise(ask), settle(ask), refund(ask)]
