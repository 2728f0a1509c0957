/** What an option must be: in words, and as a test of its value beside all options. */
export type Rule = readonly [range: string, fits: (value: any, all?: any) => boolean]

/** A rule for each option there is. */
export type OptionRules<O> = { readonly [Option in keyof O]-?: Rule }

/** Stops a policy from being built with an option that makes no sense. */
export function checkOption(
  policy: string,
  option: string,
  value: unknown,
  [range, fits]: Rule,
  all?: object,
): void {
  if (!fits(value, all))
    throw new RangeError(
      `WT_INVALID_OPTION: ${policy}: ${option} is ${shown(value)}, and must be ${range}. Correct the option.`,
    )
}

/** Options with their defaults; throws a RangeError that names the one out of range. One without a rule is refused: a misspelt limit would be no limit. */
export function checkOptions<O extends object, D extends object>(
  policy: string,
  rules: OptionRules<O>,
  options: O,
  defaults: D,
): O & D {
  const all = { ...defaults, ...options }
  for (const option of Object.keys({ ...rules, ...options }) as (keyof O & string)[])
    checkOption(policy, option, all[option], ruleOf(rules, option), all)
  return all
}

const ruleOf = <O>(rules: OptionRules<O>, option: keyof O): Rule =>
  Object.hasOwn(rules, option)
    ? rules[option]
    : [`left out: known are ${Object.keys(rules).join(', ')}`, () => false]

const shown = (value: unknown) =>
  typeof value === 'string'
    ? `'${value}'`
    : typeof value === 'object'
      ? JSON.stringify(value)
      : value

export const isFrom = (value: unknown, from: number): value is number =>
  typeof value === 'number' && value >= from

/** Above 0; infinite means never. */
const isSpan = (value: unknown) => isFrom(value, 0) && value > 0

export const span: Rule = ['above 0', isSpan]
export const finiteSpan: Rule = [
  'finite and above 0',
  (value) => isSpan(value) && Number.isFinite(value),
]
export const rate: Rule = ['above 0 and at most 1', (value) => isSpan(value) && value <= 1]
export const properRate: Rule = ['above 0 and below 1', (value) => isSpan(value) && value < 1]
export const share: Rule = ['from 0 to 1', (value) => isFrom(value, 0) && value <= 1]
export const atLeast = (from: number): Rule => [`${from} or more`, (value) => isFrom(value, from)]
export const wholeFrom = (from: number): Rule => [
  `a whole number from ${from}`,
  (value) => Number.isInteger(value) && value >= from,
]
export const text: Rule = [
  'a text that is not empty',
  (value) => typeof value === 'string' && value !== '',
]
export const task: Rule = [
  'a function',
  (value) => value === undefined || typeof value === 'function',
]
