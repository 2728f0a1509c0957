import { scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { CreditNote, paybacksOf } from './credit-note.ts'
import { totalOf } from './goods.ts'
import {
  type CreditedLine,
  CreditNoteIssued,
  IssueCreditNote,
  type Line,
  OrderPlaced,
  ReturnReceived,
  ReturnRequested,
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
const about1 = { number: '1', batch: 'december', creditNote: 'C1' }
const taken = (order: string, line: number, quantity: number) => ({ order, line, quantity })

const back = { number: '1', batch: 'december', return: 'R1', reason: 'cold', customer: 'ann' }
const asked = ReturnRequested({ ...back, lines: [{ line: 1, quantity: 4 }] })
const received = ReturnReceived({
  ...{ ...back, lines: [{ line: 1, quantity: 4 }], goods: [{ sku: 'tea', quantity: 4 }] },
  refund: { amount: '4.00', currency: 'GBP' },
})

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

  it('takes back what was sold for no less than it credits', () =>
    scenario(CreditNote)
      .given(sale('1', 'ann', line(1, 'tea', 4)), sale('2', 'ann', line(1, 'tea', 4, '2.00')))
      .when(credit('ann', line(1, 'tea', 4, '1.50')), about)
      .then(
        issued('C1', 'ann', '6.00', '6.00', {
          ...line(1, 'tea', 4, '1.50'),
          settlement: 'order',
          from: [{ order: '2', line: 1, quantity: 4 }],
        }),
      ))

  it('is refused over lines that a return has, from the moment the return is asked for', () => {
    for (const returned of [[asked], [asked, received], [received]])
      scenario(CreditNote)
        .given(sale('1', 'ann', line(1, 'tea', 6)), ...returned)
        .when(credit('ann', line(1, 'tea', 3)), about)
        .thenRefused('AlreadyReturned')
  })

  it('takes what a return has left', () =>
    scenario(CreditNote)
      .given(sale('1', 'ann', line(1, 'tea', 6)), asked, received)
      .when(credit('ann', line(1, 'tea', 2)), about)
      .then(
        issued('C1', 'ann', '2.00', '2.00', {
          ...line(1, 'tea', 2),
          settlement: 'order',
          from: [{ order: '1', line: 1, quantity: 2 }],
        }),
      ))

  it('tells each order which lines it takes, and says how much is paid back on it', () => {
    const { lines } = issued(
      ...(['C1', 'ann', '7.00', '7.00'] as const),
      ...[
        {
          ...line(1, 'tea', 3),
          settlement: 'order' as const,
          from: [taken('1', 1, 1), taken('2', 4, 2)],
        },
        {
          ...line(2, 'tea', 2),
          settlement: 'order' as const,
          from: [taken('2', 4, 1), taken('2', 5, 1)],
        },
        { ...line(3, 'cup', 2), settlement: 'customer' as const, from: [] },
      ],
    ).data
    const told = CreditNote.alongside(issued('C1', 'ann', '7.00', '7.00', ...lines))
    expect(told.map(({ of, to, event }) => [of.name, to, event.data])).toEqual([
      ['Order', '1', { ...about1, lines: [{ line: 1, quantity: 1 }] }],
      [
        ...['Order', '2'],
        {
          ...{ ...about1, number: '2' },
          lines: [
            { line: 4, quantity: 3 },
            { line: 5, quantity: 1 },
          ],
        },
      ],
    ])
    expect(paybacksOf(lines)).toEqual([
      { order: '1', amount: { amount: '1.00', currency: 'GBP' } },
      { order: '2', amount: { amount: '4.00', currency: 'GBP' } },
    ])
  })

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
