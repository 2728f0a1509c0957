import type { Ports } from '@watertight/ports'
import { Books } from './books.ts'
import { type Refused, ShopClient } from './client.ts'
import { csvRows } from './csv-rows.ts'
import { type Document, documentsOf, openingStock } from './documents.ts'
import { readFigures } from './figures.ts'
import { openFile, type SourceFile } from './file.ts'
import { FileOrder } from './file-order.ts'
import { type Header, readHeader } from './header.ts'
import { importDefaults } from './import-defaults.ts'
import { ImportError } from './import-error.ts'
import { invoices } from './invoices.ts'
import { Lanes } from './lanes.ts'
import { type Comparison, reconcile } from './reconcile.ts'
import { readRow } from './row.ts'
import { settle } from './settle.ts'
import { StockNeed } from './stock-need.ts'
import { Summary } from './summary.ts'

export interface ImportOptions {
  /** Which import the figures belong to. Left out: the file's name. */
  readonly batch?: string
  readonly concurrency?: number
  readonly patienceMs?: number
}

export interface ImportContext {
  /** Address of the gateway. */
  readonly gateway: string
  readonly ports: Pick<Ports, 'clock' | 'random' | 'transport'>
  readonly signal: AbortSignal
  /** Told at the start, after every document, and while the services settle. */
  readonly progress?: (state: ImportProgress) => void
}

export interface ImportProgress {
  readonly rows: number
  readonly documents: number
  readonly bytes: number
  readonly size: number
  /** What the services still have to do, once all is posted. */
  readonly waitingFor?: string
}

export interface ImportReport {
  readonly batch: string
  readonly summary: Summary
  /** Columns of the file that were not read. */
  readonly ignoredColumns: readonly string[]
  readonly documents: number
  /** What was counted in before the first of them. */
  readonly openingStock: { readonly codes: number; readonly units: number }
  /** Documents that the services had already: an earlier run posted them. */
  readonly replayed: number
  readonly refused: readonly Refused[]
  /** Why the file could not be read to its end. */
  readonly brokenOff: ImportError | undefined
  /** What the services had still to do when the import gave up waiting. */
  readonly unsettled: string | undefined
  readonly reconciliation: readonly Comparison[]
  /** Everything was read, taken, settled, and agrees. */
  readonly agree: boolean
  /** From the first document posted to the last one settled. */
  readonly seconds: number
}

/** The batch that a file's name stands for: `2010-12.csv.gz` is `online-retail-2010-12`. */
export function batchOf(fileName: string): string {
  const stem = fileName.replace(/(\.csv)?(\.gz)?$/i, '').replace(/[^A-Za-z0-9._-]+/g, '-')
  return (stem.startsWith('online-retail-') ? stem : `online-retail-${stem}`).slice(0, 100)
}

/**
 * Streams a file of the "Online Retail" format into a running shop, waits until it has settled, and compares the file's figures with the services' own.
 * Every document is posted under its own identity, so a second run, or one after a crash, changes nothing that is there.
 * A file that breaks off is imported as far as whole invoices go. Rejects with an `ImportError`, and with the signal's reason when that fires.
 */
export async function importFile(
  path: string,
  options: ImportOptions,
  context: ImportContext,
): Promise<ImportReport> {
  return importBytes(() => openFile(path, context.signal), options, context)
}

/** `importFile` for bytes from anywhere. They are read twice: first for the stock that they take for granted. */
export async function importBytes(
  open: () => Promise<SourceFile>,
  options: ImportOptions,
  context: ImportContext,
): Promise<ImportReport> {
  const { opening } = await readStock(open, options.batch)
  const stock = new StockNeed()
  const file = await open()
  const batch = options.batch ?? batchOf(file.name)
  const { concurrency, patienceMs } = { ...importDefaults, ...options }
  const { ports, gateway, progress = () => {} } = context
  const { clock } = ports
  const failed = new AbortController()
  const signal = AbortSignal.any([context.signal, failed.signal])
  const client = new ShopClient({ gateway, ports, signal, patienceMs })
  const books = new Books({ client, clock, signal, patienceMs })
  const lanes = new Lanes(concurrency)
  const summary = new Summary()
  const refused: Refused[] = []
  const order = new FileOrder(opening)
  let [documents, replayed] = [0, 0]
  let header: Header | undefined
  let brokenOff: ImportError | undefined
  const tell = (more?: { waitingFor: string }) =>
    progress({
      rows: summary.rows,
      documents,
      bytes: file.bytesRead(),
      size: file.size,
      ...more,
    })

  /** What the file takes for granted is counted in before its first document. */
  async function openBooks(): Promise<void> {
    for (const document of openingStock(opening, batch))
      await lanes.add(undefined, async () => {
        const outcome = await client.post(document)
        if (typeof outcome === 'object') refused.push(outcome)
        else await books.booked(document)
      })
    await lanes.idle()
  }

  async function post(document: Document): Promise<void> {
    const outcome = await order.inTurn(
      document,
      () => client.post(document),
      async (answer) => {
        if (typeof answer !== 'string') return false
        await books.booked(document)
        return true
      },
    )
    documents++
    if (outcome === 'replayed') replayed++
    else if (outcome !== 'accepted') refused.push(outcome)
    tell()
  }

  async function read(): Promise<void> {
    for await (const item of invoices(
      rowsOf(file, (found) => {
        header = found
      }),
    )) {
      signal.throwIfAborted()
      if ('reason' in item) summary.leaveOut(item)
      else {
        summary.add(item)
        for (const document of documentsOf(item, batch)) {
          stock.add(document)
          await lanes.add(laneOf(document), () => post(document))
        }
      }
    }
  }

  tell()
  const startedAt = clock.now()
  try {
    await openBooks()
    await read().catch((error) => {
      if (header === undefined || !isBrokenOff(error)) throw error
      brokenOff = error
    })
    if (summary.rows === 0 && brokenOff === undefined)
      throw new ImportError('WT_FILE_EMPTY', `${file.name} holds no rows.`)
    await lanes.idle()
    await order.idle()
  } catch (error) {
    failed.abort(error)
    throw error
  }
  const unsettled = await settle({
    client,
    batch,
    clock,
    signal,
    patienceMs,
    waiting: (waitingFor) => tell({ waitingFor }),
  })
  const seconds = (clock.now() - startedAt) / 1000
  const reconciliation = reconcile(summary, stock, opening, await readFigures(client, batch))
  return {
    batch,
    summary,
    ignoredColumns: header?.ignored ?? [],
    documents,
    openingStock: {
      codes: opening.length,
      units: opening.reduce((sum, { units }) => sum + units, 0),
    },
    replayed,
    refused,
    brokenOff,
    unsettled,
    reconciliation,
    agree:
      brokenOff === undefined &&
      unsettled === undefined &&
      reconciliation.every(({ agree }) => agree !== false),
    seconds,
  }
}

async function* rowsOf({ bytes }: SourceFile, tell: (header: Header) => void = () => {}) {
  let header: Header | undefined
  for await (const record of csvRows(bytes)) {
    if (header !== undefined) yield readRow(record, header)
    else {
      header = readHeader('fields' in record ? record.fields : [record.text])
      tell(header)
    }
  }
}

/** The first pass: what the documents of the file, as far as it can be read, take from the stock and bring to it. */
async function readStock(open: () => Promise<SourceFile>, batch = ''): Promise<StockNeed> {
  const need = new StockNeed()
  try {
    for await (const item of invoices(rowsOf(await open())))
      if (!('reason' in item)) for (const document of documentsOf(item, batch)) need.add(document)
  } catch (error) {
    // the second pass says what is wrong with it
    if (!isBrokenOff(error)) throw error
  }
  return need
}

/** A customer's documents go in the file's order, because a credit note is matched to earlier sales; guests and stock wait for nobody. */
const laneOf = ({ kind, customer }: Document) =>
  kind === 'stock-adjustment' || customer === null ? undefined : customer

const isBrokenOff = (error: unknown): error is ImportError =>
  error instanceof ImportError && error.code === 'WT_FILE_BROKEN_OFF'
