import { type EventType, Money } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { reply } from '@watertight/ports'
import type { Routes } from '@watertight/service'
import { Figures } from './read-models.ts'

const pounds = (pence: number) => Money.ofMinor(pence, 'GBP').toDecimal()

/** What people and programs may ask payments. */
export const queries = (store: EventStore<EventType>): Routes => ({
  'GET /figures': async (_, __, { batch }) => {
    const where = batch === undefined ? {} : { where: { batch } }
    const rows = await store.rows(Figures).find({ ...where, limit: 1_000_000 })
    const sum = (of: (row: (typeof rows)[number]) => number) =>
      rows.reduce((total, row) => total + of(row), 0)
    return reply(200, {
      requested: sum((row) => row.requested),
      authorised: sum((row) => row.authorised),
      authorisedValue: pounds(sum((row) => row.authorisedPence)),
      declined: sum((row) => row.declined),
      pending: sum((row) => row.requested - row.authorised - row.declined),
      captured: sum((row) => row.captured),
      capturedValue: pounds(sum((row) => row.capturedPence)),
      captureFailed: sum((row) => row.captureFailed),
      voided: sum((row) => row.voided),
      paidBack: sum((row) => row.paidBack),
      paidBackValue: pounds(sum((row) => row.paidBackPence)),
      disputed: sum((row) => row.disputed),
      disputesLost: sum((row) => row.disputesLost),
      settlementsPending: sum(
        (row) =>
          row.captureRequested -
          row.captured -
          row.captureFailed +
          (row.voidRequested - row.voided) +
          (row.paybacksRequested - row.paidBack),
      ),
      refundsRequested: sum((row) => row.refundsRequested),
      refunded: sum((row) => row.refunded),
      refundedValue: pounds(sum((row) => row.refundedPence)),
      refundsPending: sum((row) => row.refundsRequested - row.refunded - row.notOwed),
      refundsNotOwed: sum((row) => row.notOwed + row.paybacksNotOwed),
    })
  },
})
