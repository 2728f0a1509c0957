import { scenario } from '@watertight/domain'
import { describe, it } from 'vitest'
import { CreditNote } from './credit-note.ts'
import { totalOf } from './goods.ts'
import {
  type CreditedLine,
  CreditNoteIssued,
  IssueCreditNote,
  type Line,
  OrderPlaced,
  ReturnReceived,
} from './language.ts'

const line = (n: number, sku: string, quantity: number, unitPrice = '1.00'): Line => ({
  line: n,
  sku,
  description: sku,
  quantity,
  unitPrice,
  charge: false,
})
const sale = (number: string, customer: string | null, ...lines: Line[]) =>
  OrderPlaced({
    number,
    batch: 'december',
    customer,
    country: 'France',
    placedAt: '2010-12-01T08:26',
    lines,
    total: totalOf(lines).toJSON(),
  })
const note = { batch: 'december', country: 'France', issuedAt: '2010-12-02T09:00' }
const credit = (customer: string | null, ...lines: Line[]) =>
  IssueCreditNote({ ...note, customer, currency: 'GBP', lines })
const issued = (
  number: string,
  customer: string | null,
  refund: string,
  total: string,
  ...lines: CreditedLine[]
) =>
  CreditNoteIssued({
    number,
    ...note,
    customer,
    lines,
    refund: { amount: refund, currency: 'GBP' },
    total: { amount: total, currency: 'GBP' },
  })
const about = { id: 'C1' }

describe('a credit note', () => {
  it('goes back on the order it was sold with', () =>
    scenario(CreditNote)
      .given(sale('1', 'ann', line(1, 'tea', 6)))
      .when(credit('ann', line(1, 'tea', 4)), about)
      .then(
        issued('C1', 'ann', '4.00', '4.00', {
          ...line(1, 'tea', 4),
          settlement: 'order',
          from: [{ order: '1', line: 1, quantity: 4 }],
        }),
      ))

  it('takes from several orders, the oldest first', () =>
    scenario(CreditNote)
      .given(sale('1', 'ann', line(1, 'tea', 2)), sale('2', 'ann', line(3, 'tea', 5)))
      .when(credit('ann', line(1, 'tea', 4)), about)
      .then(
        issued('C1', 'ann', '4.00', '4.00', {
          ...line(1, 'tea', 4),
          settlement: 'order',
          from: [
            { order: '1', line: 1, quantity: 2 },
            { order: '2', line: 3, quantity: 2 },
          ],
        }),
      ))

  it('goes to the customer where earlier sales do not cover the whole line', () =>
    scenario(CreditNote)
      .given(sale('1', 'ann', line(1, 'tea', 2)))
      .when(credit('ann', line(1, 'tea', 3)), about)
      .then(
        issued('C1', 'ann', '3.00', '3.00', {
          ...line(1, 'tea', 3),
          settlement: 'customer',
          from: [],
        }),
      ))

  it('takes nothing back that has come back by a return', () =>
    scenario(CreditNote)
      .given(
        sale('1', 'ann', line(1, 'tea', 6)),
        ReturnReceived({
          ...{ number: '1', batch: 'december', return: 'R1', reason: 'cold', customer: 'ann' },
          lines: [{ line: 1, quantity: 4 }],
          goods: [{ sku: 'tea', quantity: 4 }],
          refund: { amount: '4.00', currency: 'GBP' },
        }),
      )
      .when(credit('ann', line(1, 'tea', 3)), about)
      .then(
        issued('C1', 'ann', '3.00', '3.00', {
          ...line(1, 'tea', 3),
          settlement: 'customer',
          from: [],
        }),
      ))

  it('takes nothing back twice: not across notes, and not across its own lines', () =>
    scenario(CreditNote)
      .given(
        sale('1', 'ann', line(1, 'tea', 5)),
        issued('C0', 'ann', '2.00', '2.00', {
          ...line(1, 'tea', 2),
          settlement: 'order',
          from: [{ order: '1', line: 1, quantity: 2 }],
        }),
      )
      .when(credit('ann', line(1, 'tea', 2), line(2, 'tea', 2)), about)
      .then(
        issued(
          'C1',
          'ann',
          '4.00',
          '4.00',
          {
            ...line(1, 'tea', 2),
            settlement: 'order',
            from: [{ order: '1', line: 1, quantity: 2 }],
          },
          { ...line(2, 'tea', 2), settlement: 'customer', from: [] },
        ),
      ))

  it('of a guest belongs to an account by code, and pays nobody', () =>
    scenario(CreditNote)
      .given(sale('1', null, line(1, 'tea', 5)))
      .when(credit(null, line(1, 'AMAZONFEE', 1, '13541.33')), about)
      .then(
        issued('C1', null, '0.00', '13541.33', {
          ...line(1, 'AMAZONFEE', 1, '13541.33'),
          settlement: 'code',
          from: [],
        }),
      ))

  it("does not touch another customer's sales", () =>
    scenario(CreditNote)
      .given(sale('1', 'bob', line(1, 'tea', 5)))
      .when(credit('ann', line(1, 'tea', 1)), about)
      .then(
        issued('C1', 'ann', '1.00', '1.00', {
          ...line(1, 'tea', 1),
          settlement: 'customer',
          from: [],
        }),
      ))
})
