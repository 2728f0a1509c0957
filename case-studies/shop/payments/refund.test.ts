import { scenario, send } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { fromOrders } from './from-orders.ts'
import {
  CreditPayment,
  RecordRefund,
  RefundPaid,
  RefundRequested,
  RequestRefund,
} from './language.ts'
import { Refund } from './refund.ts'

const amount = { amount: '4.00', currency: 'GBP' }
const refund = { creditNote: 'C1', batch: 'december', amount }
const requested = RefundRequested(refund)
const about = { id: 'C1' }

describe('a refund', () => {
  it('is requested for a credit note, and paid', () => {
    scenario(Refund)
      .given()
      .when(RequestRefund({ batch: 'december', amount }), about)
      .then(requested)
    scenario(Refund)
      .given(requested)
      .when(RecordRefund({ refund: 're-1' }), about)
      .then(RefundPaid({ ...refund, refund: 're-1' }))
  })

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

  it('is what a credit note pays back on no order; on each order it takes from, its payment pays back', () => {
    const of = (pounds: string) => ({ amount: pounds, currency: 'GBP' })
    const message = {
      type: 'shop.CreditNoteIssued.v1',
      data: {
        ...{ batch: 'december', customer: '17850', refund: of('7.00'), orders: ['1', '2'] },
        paybacks: [
          { order: '1', amount: of('1.00') },
          { order: '2', amount: of('2.00') },
        ],
      },
    }
    const credit = { batch: 'december', creditNote: 'C1' }
    expect(fromOrders.translate(message, { id: 'C1', at: new Date(0) })).toEqual([
      send('1', CreditPayment({ ...credit, amount: of('1.00') })),
      send('2', CreditPayment({ ...credit, amount: of('2.00') })),
      send('C1', RequestRefund({ batch: 'december', amount: of('4.00') })),
    ])
  })
})
