import { expect, it } from 'vitest'
import { columnNames, readHeader } from './header.ts'

it('finds the columns in any order and names those it does not read', () => {
  const header = readHeader(['Note', ...[...columnNames].reverse()])
  expect(header.places.InvoiceNo).toBe(8)
  expect(header.places.Country).toBe(1)
  expect(header.ignored).toEqual(['Note'])
})

it('names every missing column and shows what it found', () => {
  const other = columnNames.map((name) => (name === 'UnitPrice' ? 'Price' : name))
  expect(() => readHeader(other.filter((name) => name !== 'Country'))).toThrow(
    'WT_FILE_COLUMNS: The file has no column UnitPrice, Country; its first line reads "InvoiceNo,StockCode,',
  )
})

it('refuses a column that is there twice', () => {
  expect(() => readHeader([...columnNames, 'Quantity'])).toThrow('has two columns Quantity')
})
