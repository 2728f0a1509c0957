import type { Output } from '@watertight/cli'

/** Rows under their heads, each column as wide as it must be. */
export function printTable(
  out: Output,
  heads: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const texts = rows.map((row) => row.map((cell) => plain(String(cell))))
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...texts.map((row) => (row[i] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    out.line(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  line(heads)
  for (const row of texts) line(row)
}

/** What was stored must not steer the terminal. */
export const plain = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character))
