import { expect, it } from 'vitest'
import { documentsOf } from './documents.ts'
import { invoicesOf } from './fixtures/rows.ts'

async function documents(...lines: readonly string[]) {
  const [invoice] = await invoicesOf(...lines)
  if (invoice === undefined || 'reason' in invoice) throw new Error('expected an invoice')
  return documentsOf(invoice, 'test').map(({ body, ...rest }) => ({
    ...rest,
    body: JSON.parse(body),
  }))
}

it('an invoice with a free gift becomes an order and a stock adjustment', async () => {
  const all = await documents(
    '7,10008,SOLD,3,2010-12-01 09:30:00,1.25,90003.0,France',
    '7,10009,GIVEN,1,2010-12-01 09:31:00,0.0,90003.0,France',
    '7,POST,POSTAGE,1,2010-12-01 09:31:00,18,90003.0,France',
  )
  expect(all).toEqual([
    {
      kind: 'order',
      invoice: '7',
      path: '/api/orders/order/7/place-order',
      key: 'order/7',
      customer: '90003',
      fileLines: [2, 4],
      moves: [{ sku: '10008', units: -3 }],
      body: {
        batch: 'test',
        customer: '90003',
        country: 'France',
        placedAt: '2010-12-01T09:30',
        currency: 'GBP',
        lines: [
          {
            line: 1,
            sku: '10008',
            description: 'SOLD',
            quantity: 3,
            unitPrice: '1.25',
            charge: false,
          },
          {
            line: 3,
            sku: 'POST',
            description: 'POSTAGE',
            quantity: 1,
            unitPrice: '18.00',
            charge: true,
          },
        ],
      },
    },
    {
      kind: 'stock-adjustment',
      invoice: '7',
      path: '/api/inventory/stock-adjustment/7/record-stock-adjustment',
      key: 'stock-adjustment/7',
      customer: '90003',
      fileLines: [3, 3],
      moves: [{ sku: '10009', units: 1 }],
      body: {
        batch: 'test',
        customer: '90003',
        adjustedAt: '2010-12-01T09:31',
        lines: [{ line: 2, sku: '10009', description: 'GIVEN', quantity: 1 }],
      },
    },
  ])
})

it('an order moves all it has of a stock code at once, an adjustment line by line', async () => {
  const [order] = await documents(
    '7,10008,SOLD,3,2010-12-01 09:30:00,1.25,,France',
    '7,10008,SOLD,3,2010-12-01 09:30:00,1.25,,France',
  )
  expect(order?.moves).toEqual([{ sku: '10008', units: -6 }])
  const [adjustment] = await documents(
    '8,10008,found,3,2010-12-01 09:30:00,0,,France',
    '8,10008,lost,-5,2010-12-01 09:30:00,0,,France',
  )
  expect(adjustment?.moves).toEqual([
    { sku: '10008', units: 3 },
    { sku: '10008', units: -5 },
  ])
})

it('a credit note says how much is credited', async () => {
  const [note] = await documents('C8,D,Discount,-2,2010-12-01 10:05:00,27.5,,EIRE')
  expect(note).toMatchObject({
    path: '/api/orders/credit-note/C8/issue-credit-note',
    key: 'credit-note/C8',
    customer: null,
    body: { issuedAt: '2010-12-01T10:05', lines: [{ line: 1, quantity: 2, charge: true }] },
  })
})
