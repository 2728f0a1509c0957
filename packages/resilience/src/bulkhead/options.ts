import { checkKnown, checkOption, isSpan, isWhole } from '../check-option.ts'

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

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkBulkheadOptions(options: BulkheadOptions): CheckedBulkhead {
  checkKnown(`bulkhead ${options.name}`, options, ['name', ...Object.keys(bulkheadDefaults)])
  const all = { ...bulkheadDefaults, ...options }
  const check = (option: keyof typeof bulkheadDefaults, range: string, fits: boolean) =>
    checkOption(`bulkhead ${all.name}`, option, all[option], range, fits)
  check('maxConcurrent', 'a whole number from 1', isWhole(all.maxConcurrent, 1))
  check('maxQueue', 'a whole number from 0', isWhole(all.maxQueue, 0))
  const isBounded = isSpan(all.maxWaitMs) && Number.isFinite(all.maxWaitMs)
  check('maxWaitMs', 'finite and above 0', isBounded)
  return all
}
