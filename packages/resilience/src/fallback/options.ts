import { checkOptions, type OptionRules, task, text } from '../check-option.ts'

export type FallbackOptions = {
  readonly name: string
  /** Which errors it answers for. Left out: all but the caller's own giving up. */
  readonly when?: (error: unknown) => boolean
} & (
  | { readonly value: unknown }
  /** Makes the answer. What it throws is the caller's error. */
  | { readonly use: (error: unknown) => unknown }
)

const rules: OptionRules<Record<'name' | 'when' | 'value' | 'use', unknown>> = {
  name: text,
  when: task,
  use: task,
  value: ['given, or else use', (_, all) => 'value' in all !== (all.use !== undefined)],
}

/** The options as they are; throws a RangeError that names the one that makes no sense. */
export const checkFallbackOptions = (options: FallbackOptions): FallbackOptions =>
  checkOptions(`fallback ${options.name}`, rules as OptionRules<FallbackOptions>, options, {})
