import { describe, expect, it } from 'vitest'
import { columnNames, readHeader } from './header.ts'
import { readRow } from './row.ts'

const header = readHeader(columnNames)
const good = ['536365', '85123A', 'HEART ', '6', '2010-12-01 08:26:00', '2.5', '17850.0', 'Spain']
const withField = (name: (typeof columnNames)[number], value: string) =>
  readRow(
    { line: 7, fields: good.map((field, at) => (at === header.places[name] ? value : field)) },
    header,
  )

describe('a row', () => {
  it('is read into the words of the shop', () => {
    const row = readRow({ line: 7, fields: good }, header)
    if ('reason' in row) throw new Error(row.reason)
    const { price, ...rest } = row
    expect(price.toDecimal()).toBe('2.50')
    expect(rest).toEqual({
      line: 7,
      invoice: '536365',
      sku: '85123A',
      description: 'HEART',
      quantity: 6,
      at: '2010-12-01T08:26',
      customer: '17850',
      country: 'Spain',
    })
  })

  it('without a customer is a guest’s', () => {
    expect(withField('CustomerID', '')).toMatchObject({ customer: null })
    expect(withField('CustomerID', '17850')).toMatchObject({ customer: '17850' })
  })

  it('takes prices with any number of zeros after the pence', () => {
    expect(withField('UnitPrice', '2.5500')).not.toHaveProperty('reason')
    expect(withField('UnitPrice', '0')).not.toHaveProperty('reason')
  })

  it.each([
    ['InvoiceNo', 'X1', 'InvoiceNo "X1" is no invoice number'],
    ['StockCode', ' ', 'StockCode is empty'],
    ['Quantity', '1.5', 'Quantity "1.5" is no whole number'],
    ['Quantity', '', 'Quantity "" is no whole number'],
    ['Quantity', '1e3', 'Quantity "1e3" is no whole number'],
    ['Quantity', '0', 'Quantity is 0'],
    ['Quantity', '-1000001', 'Quantity -1000001 is beyond 1,000,000 either way'],
    ['Quantity', '9'.repeat(40), `Quantity ${'9'.repeat(40)} is beyond 1,000,000 either way`],
    [
      'InvoiceDate',
      '12/1/2010 8:26',
      'InvoiceDate "12/1/2010 8:26" is no date like 2010-12-01 08:26:00',
    ],
    ['InvoiceDate', '2011-02-29 08:26:00', 'InvoiceDate "2011-02-29 08:26:00" is no date like'],
    ['InvoiceDate', '2010-12-01 24:00:00', 'InvoiceDate "2010-12-01 24:00:00" is no date like'],
    ['UnitPrice', '0.001', 'UnitPrice 0.001 has a part below a penny, which nobody can pay'],
    ['UnitPrice', '£2', 'UnitPrice "£2" is no amount like 2.55'],
    ['UnitPrice', 'NaN', 'UnitPrice "NaN" is no amount like 2.55'],
    ['CustomerID', '17850.5', 'CustomerID "17850.5" is no customer number'],
    ['Country', '', 'Country is empty'],
    ['Description', 'CAF\uFFFD', 'it holds bytes that are not UTF-8'],
  ] as const)('with %s %j says so', (name, value, reason) => {
    expect(withField(name, value)).toMatchObject({
      line: 7,
      reason: expect.stringContaining(reason),
    })
  })

  it('says all its faults at once', () => {
    const fields = ['536365', '', 'HEART', 'six', '2010-12-01 08:26:00', '2.55', '', 'Spain']
    expect(readRow({ line: 9, fields }, header)).toEqual({
      line: 9,
      invoice: '536365',
      reason: 'StockCode is empty; Quantity "six" is no whole number',
    })
  })

  it('that was cut wrongly still names its invoice where it can be read', () => {
    const row = (text: string) => readRow({ line: 3, text, problem: 'broken' }, header)
    expect(row('536365,85123A')).toEqual({ line: 3, invoice: '536365', reason: 'broken' })
    expect(row('nonsense')).toEqual({ line: 3, invoice: undefined, reason: 'broken' })
  })
})
