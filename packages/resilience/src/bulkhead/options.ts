import { checkOptions, finiteSpan, type OptionRules, text, wholeFrom } from '../check-option.ts'

export interface BulkheadOptions {
  /** In errors and snapshots: what is called. */
  readonly name: string
  /** Calls that may run at once. */
  readonly maxConcurrent?: number
  /** Calls that may wait for a place; one more is refused at once. */
  readonly maxQueue?: number
  /** A call that waited this long is refused. */
  readonly maxWaitMs?: number
}

export const bulkheadDefaults = Object.freeze({
  maxConcurrent: 10,
  maxQueue: 0,
  maxWaitMs: 1_000,
})

export type CheckedBulkhead = Required<BulkheadOptions>

const rules: OptionRules<BulkheadOptions> = {
  name: text,
  maxConcurrent: wholeFrom(1),
  maxQueue: wholeFrom(0),
  maxWaitMs: finiteSpan,
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export const checkBulkheadOptions = (options: BulkheadOptions): CheckedBulkhead =>
  checkOptions(`bulkhead ${options.name}`, rules, options, bulkheadDefaults)
