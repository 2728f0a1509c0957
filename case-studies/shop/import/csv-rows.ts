import { parse } from 'csv-parse/sync'
import { ImportError } from './import-error.ts'
import { maxLineLength, type TextLine, textLines } from './text-lines.ts'

/** The fields of one record of the file, or why there are none; `line` is where it starts in the file. */
export type CsvRow =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly text: string; readonly problem: string }

/** A quoted field may run over this many lines; without a limit one lost quote would swallow the rest of the file. */
const maxLinesOfRecord = 20

/**
 * Records of CSV bytes, as they come. `columns` is how many fields each must have; the first record sets it.
 * A line that cannot be read costs that line only: reading goes on at the next one, even after a quote that is never closed.
 * Rejects with `WT_FILE_BROKEN_OFF` when the last line stops in the middle of a record.
 */
export async function* csvRows(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow> {
  const record = new OpenRecord()
  for await (const line of textLines(bytes)) {
    record.add(line)
    yield* record.take(false)
  }
  yield* record.take(true)
}

const neverClosed = 'a quote is opened and never closed'

/** The lines read and not yet given out: one record, or the beginning of one. */
class OpenRecord {
  #lines: TextLine[] = []
  #columns: number | undefined

  add(line: TextLine): void {
    this.#lines.push(line)
  }

  *take(atEnd: boolean): Generator<CsvRow> {
    while (this.#lines.length > 0) {
      const count = closedAfter(this.#lines)
      if (count === undefined && !atEnd && this.#lines.length < maxLinesOfRecord) return
      yield* this.#read(count)
    }
  }

  *#read(count: number | undefined): Generator<CsvRow> {
    const [{ line, text, ended }] = this.#lines as [TextLine]
    const lines = this.#lines.slice(0, count ?? 1)
    const whole = lines.map((one) => one.text).join('\n')
    const fields = count === undefined ? neverClosed : fieldsOf(whole)
    const wrong = fault(fields, this.#columns)
    this.#lines.splice(0, wrong === undefined ? lines.length : 1)
    if (text === '' && lines.length === 1) return
    if (wrong === undefined && typeof fields !== 'string') {
      this.#columns ??= fields.length
      yield { line, fields }
    } else if (!ended && this.#columns !== undefined) {
      throw new ImportError(
        'WT_FILE_BROKEN_OFF',
        `The file stops in the middle of line ${line}: ${wrong}.`,
      )
    } else yield { line, text, problem: lines.length > 1 ? neverClosed : (wrong as string) }
  }
}

/** How many lines the first record takes: quotes come in pairs in a whole one. */
function closedAfter(lines: readonly TextLine[]): number | undefined {
  let open = false
  for (const [index, { text }] of lines.entries()) {
    for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) open = !open
    if (!open) return index + 1
  }
  return undefined
}

function fieldsOf(record: string): readonly string[] | string {
  if (record.length > maxLineLength) return `it is longer than ${maxLineLength} characters`
  // without a quote there is nothing to interpret, and 99 of 100 records have none
  if (!record.includes('"')) return record.split(',')
  try {
    const records: string[][] = parse(record, { relax_column_count: true, record_delimiter: '\n' })
    const [fields] = records
    if (fields !== undefined && records.length === 1) return fields
  } catch {
    // csv-parse says where, not in which line of the file
  }
  return 'a quote stands where none may be'
}

function fault(fields: readonly string[] | string, columns: number | undefined) {
  if (typeof fields === 'string') return fields
  if (columns === undefined || fields.length === columns) return undefined
  return `it has ${fields.length} fields instead of ${columns}`
}
