import { scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { fromOrders } from './from-orders.ts'
import {
  RecordNothingOwed,
  RecordRefund,
  RefundNotOwed,
  RefundPaid,
  RefundRequested,
  RequestRefund,
} from './language.ts'
import { Refund } from './refund.ts'

const amount = { amount: '4.00', currency: 'GBP' }
const refund = { creditNote: 'C1', batch: 'december', amount }
const requested = RefundRequested({ ...refund, orders: ['1', '2'] })
const about = { id: 'C1' }

describe('a refund', () => {
  it('is requested for a credit note, and paid', () => {
    scenario(Refund)
      .given()
      .when(RequestRefund({ batch: 'december', amount, orders: ['1', '2'] }), about)
      .then(requested)
    scenario(Refund)
      .given(requested)
      .when(RecordRefund({ refund: 're-1' }), about)
      .then(RefundPaid({ ...refund, refund: 're-1' }))
  })

  it('is not owed where nothing was paid', () =>
    scenario(Refund)
      .given(requested)
      .when(RecordNothingOwed({ reason: 'declined' }), about)
      .then(RefundNotOwed({ ...refund, reason: 'declined' })))

  it('is paid once', () =>
    scenario(Refund)
      .given(requested, RefundPaid({ ...refund, refund: 're-1' }))
      .when(RecordRefund({ refund: 're-2' }), about)
      .thenRefused('NotPossibleNow'))

  it('is not asked for by a credit note that pays nobody', () => {
    const message = {
      type: 'shop.CreditNoteIssued.v1',
      data: {
        batch: 'december',
        customer: null,
        refund: { amount: '0.00', currency: 'GBP' },
        orders: [],
      },
    }
    expect(fromOrders.translate(message, { id: 'C1', at: new Date(0) })).toEqual([])
  })
})
