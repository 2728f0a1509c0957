import type { Columns, Row } from '@watertight/domain'

/** The place of a row in the order of the key, for whoever wants the rows behind it. */
export const cursorOf = (key: readonly string[], row: Row): string =>
  Buffer.from(JSON.stringify(key.map((column) => row[column]))).toString('base64url')

/** The key cells that a cursor stands for, or `invalid`. */
export function placeIn(columns: Columns, key: readonly string[], cursor: string): Row | 'invalid' {
  let cells: unknown
  try {
    cells = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return 'invalid'
  }
  if (!Array.isArray(cells) || cells.length !== key.length) return 'invalid'
  const fits = key.every((column, i) => {
    const isText = columns[column]?.startsWith('text')
    return typeof cells[i] === (isText ? 'string' : 'number') && !String(cells[i]).includes('\0')
  })
  return fits ? Object.fromEntries(key.map((column, i) => [column, cells[i]])) : 'invalid'
}
