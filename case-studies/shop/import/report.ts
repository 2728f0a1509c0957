import type { ImportReport } from './import.ts'
import type { Comparison } from './reconcile.ts'
import type { ByCode } from './summary.ts'

const listed = 20
const whole = new Intl.NumberFormat('en-GB')

/** The report as a person reads it: what the file has, what was left out and why, and file and services side by side. */
export function reportLines(report: ImportReport): string[] {
  const { summary, refused, reconciliation, ignoredColumns, openingStock } = report
  const { brokenOff, unsettled } = report
  const list = (items: readonly string[], count: number) => [
    ...items.slice(0, listed).map((item) => `  ${item}`),
    ...(count > listed ? [`  … and ${whole.format(count - listed)} more (--json lists them)`] : []),
  ]
  return [
    '',
    `${whole.format(summary.rows)} rows, ${whole.format(summary.rowsWithoutCustomer)} of them without a customer; ${rate(report)}`,
    `Opening stock: ${whole.format(openingStock.units)} pieces of ${whole.format(openingStock.codes)} stock codes, the smallest that this file needs; it says nothing of what was really there`,
    ...(ignoredColumns.length > 0 ? [`Columns not read: ${ignoredColumns.join(', ')}`] : []),
    ...(summary.leftOutRows > 0
      ? ['', `${whole.format(summary.leftOutRows)} rows not imported:`]
      : []),
    ...list(
      summary.leftOut.map(
        ({ line, invoice, reason }) =>
          `line ${line}${invoice === undefined ? '' : ` (invoice ${invoice})`}: ${reason}`,
      ),
      summary.leftOutRows,
    ),
    ...(refused.length > 0 ? ['', `${whole.format(refused.length)} documents refused:`] : []),
    ...list(
      refused.map(
        ({ document, fileLines: [first, last], reason }) =>
          `${document} (${first === last ? `line ${first}` : `lines ${first} to ${last}`}): ${reason}`,
      ),
      refused.length,
    ),
    '',
    ...table(reconciliation),
    '',
    ...(brokenOff === undefined ? [] : [brokenOff.message]),
    ...(unsettled === undefined ? [] : [`Given up waiting for ${unsettled}.`]),
    report.agree ? 'File and services agree to the penny.' : 'File and services do NOT agree.',
  ]
}

/** The report as data: amounts are decimal strings, the file's figures are under `file`. */
export function reportJson(report: ImportReport): object {
  const { summary, brokenOff, unsettled, ...rest } = report
  const codes = (map: ByCode) =>
    [...map].map(([sku, { lines, value }]) => ({ sku, lines, value: value.toDecimal() }))
  return {
    ...rest,
    brokenOff: brokenOff?.message ?? null,
    unsettled: unsettled ?? null,
    ...speeds(report),
    file: {
      rows: summary.rows,
      orders: summary.orders,
      saleLines: summary.saleLines,
      saleValue: summary.saleValue.toDecimal(),
      charges: codes(summary.charges),
      creditNotes: summary.creditNotes,
      creditLines: summary.creditLines,
      creditValue: summary.creditValue.toDecimal(),
      guestCredits: codes(summary.guestCredits),
      stockAdjustments: summary.adjustments,
      stockAdjustmentLines: summary.adjustmentLines,
      net: summary.net.toDecimal(),
      customers: summary.customers.size,
      rowsWithoutCustomer: summary.rowsWithoutCustomer,
      skus: summary.skus.size,
      rowsNotImported: summary.leftOutRows,
      notImported: summary.leftOut,
    },
  }
}

function speeds({ documents, summary, seconds }: ImportReport) {
  const perSecond = (count: number) => Math.round(count / Math.max(seconds, 0.001))
  return {
    documentsPerSecond: perSecond(documents),
    ordersPerSecond: perSecond(summary.orders),
  }
}

function rate(report: ImportReport): string {
  const { documents, replayed, seconds } = report
  const { documentsPerSecond, ordersPerSecond } = speeds(report)
  return (
    `${whole.format(documents)} documents posted and settled in ${seconds.toFixed(1)} s, ${documentsPerSecond}/s` +
    ` (${ordersPerSecond} orders/s)${replayed > 0 ? `; ${whole.format(replayed)} were there already` : ''}`
  )
}

function table(comparisons: readonly Comparison[]): string[] {
  const rows = comparisons.map(({ what, file, services, agree }) => ({
    cells: [what, grouped(file), grouped(services)] as const,
    mark: agree === undefined ? '' : agree ? '✓' : '✗',
  }))
  const head = ['', 'file', 'services'] as const
  const [wide, wider, widest] = ([0, 1, 2] as const).map((column) =>
    Math.max(head[column].length, ...rows.map(({ cells }) => cells[column].length)),
  ) as [number, number, number]
  const line = ([what, file, services]: readonly [string, string, string], mark: string) =>
    `${what.padEnd(wide)}  ${file.padStart(wider)}  ${services.padStart(widest)}  ${mark}`.trimEnd()
  return [line(head, ''), ...rows.map(({ cells, mark }) => line(cells, mark))]
}

/** `823746.14` as `823,746.14`, beside other words too; of whole numbers only those that stand alone, because codes are numbers as well. */
const grouped = (text: string) =>
  text.replace(/^-?\d+$|\d+\.\d\d$/, (number) => number.replace(/\B(?=(\d{3})+(\.|$))/g, ','))
