import { describe, expect, it } from 'vitest'
import { invoicesOf } from './fixtures/rows.ts'
import { invoices } from './invoices.ts'

const line = (invoice: string, customer = '1.0', quantity = '1') =>
  `${invoice},10001,ROPE,${quantity},2010-12-01 08:26:00,2.55,${customer},Spain`

describe('rows become invoices', () => {
  it('that keep exact copies of a row, each in its place', async () => {
    const [first, second] = await invoicesOf(line('1'), line('1'), line('2'))
    expect(first).toMatchObject({ number: '1', lines: [{ place: 1 }, { place: 2 }] })
    expect(second).toMatchObject({ number: '2', lines: [{ place: 1 }] })
  })

  it('where a row that is left out keeps its place, so that the others keep theirs', async () => {
    const [left, invoice] = await invoicesOf(line('1', '1.0', 'x'), line('1'), '1,too few')
    expect(left).toMatchObject({ line: 2, invoice: '1' })
    expect(invoice).toMatchObject({ line: 4, invoice: '1' })
    const all = await invoicesOf(line('1', '1.0', 'x'), line('1'))
    expect(all.at(-1)).toMatchObject({ lines: [{ place: 2 }] })
  })

  it('and a row of nobody knows which invoice parts none', async () => {
    const all = await invoicesOf(line('1'), line('one'), line('1'))
    expect(all).toMatchObject([
      { line: 3, invoice: undefined },
      { number: '1', lines: [{ place: 1 }, { place: 2 }] },
    ])
  })

  it('and rows that do not stand with their invoice are left out, not merged', async () => {
    const all = await invoicesOf(line('1'), line('2'), line('1'), line('1'), line('3'))
    expect(all).toMatchObject([
      { number: '1', lines: [{ place: 1 }] },
      { number: '2' },
      { line: 4, invoice: '1', reason: 'the rows of its invoice do not stand together' },
      { line: 5, invoice: '1' },
      { number: '3' },
    ])
  })

  it('and a row of another customer is left out, with both named', async () => {
    const all = await invoicesOf(line('1'), line('1', '2.0'), line('1', ''))
    expect(all).toMatchObject([
      { line: 3, reason: "its customer 2 is not the invoice's 1 of line 2" },
      { line: 4, reason: "its customer (none) is not the invoice's 1 of line 2" },
      { number: '1', lines: [{ place: 1 }] },
    ])
  })

  it('and an invoice with nothing to import is none', async () => {
    expect(await invoicesOf(line('A1'), line('2'))).toMatchObject([
      { line: 2, invoice: 'A1' },
      { number: '2' },
    ])
  })
})

it('the invoice in hand is not given out when the rows break off', async () => {
  const [whole] = await invoicesOf(line('1'))
  if (whole === undefined || 'reason' in whole) throw new Error('expected an invoice')
  const [first] = whole.lines
  const given: string[] = []
  async function* broken() {
    if (first === undefined) return
    yield first.row
    yield { ...first.row, invoice: '2' }
    throw new Error('the file ends here')
  }
  const all = async () => {
    for await (const one of invoices(broken())) if ('number' in one) given.push(one.number)
  }
  await expect(all()).rejects.toThrow('the file ends here')
  expect(given).toEqual(['1'])
})
