import { stripVTControlCharacters } from 'node:util'
import type { Output } from './context.ts'

export interface Column {
  readonly head: string
  readonly right?: boolean
}

/** Rows under their heads, each as wide as it must be; the last one is cut where a terminal ends. */
export function printTable(
  out: Output,
  columns: readonly Column[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const texts = rows.map((row) => row.map((cell) => plain(String(cell))))
  const widths = columns.map(({ head }, i) =>
    Math.max(head.length, ...texts.map((row) => (row[i] ?? '').length)),
  )
  const heads = columns.map(({ head }) => head)
  for (const row of [heads, ...texts]) out.line(lineOf(out, columns, widths, row))
}

function lineOf(
  out: Output,
  columns: readonly Column[],
  widths: readonly number[],
  row: readonly string[],
): string {
  const cells = columns.map(({ right }, i) => {
    const [cell, width] = [row[i] ?? '', widths[i] as number]
    return right ? cell.padStart(width) : cell.padEnd(width)
  })
  const line = cells.join('  ').trimEnd()
  return out.isTerminal && line.length > out.columns ? `${line.slice(0, out.columns - 1)}…` : line
}

/** What was stored must not steer the terminal. */
const plain = (text: string) =>
  stripVTControlCharacters(text).replace(/\p{Cc}/gu, (character) => JSON.stringify(character))

export const timeOf = (at: number | Date) => new Date(at).toISOString()
