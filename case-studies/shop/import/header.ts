import { ImportError } from './import-error.ts'

export const columnNames = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const

export type ColumnName = (typeof columnNames)[number]

export interface Header {
  /** The place of each column in a row; the order in the file is free. */
  readonly places: Readonly<Record<ColumnName, number>>
  /** Columns the import does not know and does not read. */
  readonly ignored: readonly string[]
}

/** Finds the columns of "Online Retail" in the first record. Throws `WT_FILE_COLUMNS`, which names every one that is missing or there twice. */
export function readHeader(fields: readonly string[]): Header {
  const names = fields.map((field) => field.trim())
  const missing = columnNames.filter((name) => !names.includes(name))
  const twice = columnNames.filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
  if (missing.length > 0 || twice.length > 0) {
    const faults = [
      ...(missing.length > 0 ? [`has no column ${missing.join(', ')}`] : []),
      ...(twice.length > 0 ? [`has two columns ${twice.join(', ')}`] : []),
    ]
    const found = JSON.stringify(fields.join(',').slice(0, 120))
    throw new ImportError(
      'WT_FILE_COLUMNS',
      `The file ${faults.join(' and ')}; its first line reads ${found}.`,
    )
  }
  const places = Object.fromEntries(columnNames.map((name) => [name, names.indexOf(name)]))
  return {
    places: places as Record<ColumnName, number>,
    ignored: names.filter((name) => !(columnNames as readonly string[]).includes(name)),
  }
}
