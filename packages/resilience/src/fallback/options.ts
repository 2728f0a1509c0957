import { checkKnown, checkOption, isTask } from '../check-option.ts'

export type FallbackOptions = {
  readonly name: string
  /** Which errors it answers for. Left out: all but the caller's own giving up. */
  readonly when?: (error: unknown) => boolean
} & (
  | { readonly value: unknown }
  /** Makes the answer. What it throws is the caller's error. */
  | { readonly use: (error: unknown) => unknown }
)

/** Throws a RangeError that names the option that makes no sense. */
export function checkFallbackOptions(options: FallbackOptions): void {
  const policy = `fallback ${options.name}`
  checkKnown(policy, options, ['name', 'when', 'value', 'use'])
  checkOption(policy, 'when', options.when, 'a function', isTask(options.when))
  const { use } = options as { use?: unknown }
  checkOption(policy, 'use', use, 'a function', isTask(use))
  const isOne = 'value' in options !== (use !== undefined)
  checkOption(policy, 'value', 'value' in options, 'given, or else use', isOne)
}
