/** Stops a policy from being built with an option that makes no sense. */
export function checkOption(
  policy: string,
  option: string,
  value: unknown,
  range: string,
  fits: boolean,
): void {
  if (!fits)
    throw new RangeError(
      `WT_INVALID_OPTION: ${policy}: ${option} is ${shown(value)}, and must be ${range}. Correct the option.`,
    )
}

/** Stops a policy from being built with an option that it does not know: a misspelt limit would be no limit. */
export function checkKnown(policy: string, options: object, known: Iterable<string>): void {
  const names = new Set(known)
  for (const [option, value] of Object.entries(options))
    checkOption(
      policy,
      option,
      value,
      `left out: known are ${[...names].join(', ')}`,
      names.has(option),
    )
}

const shown = (value: unknown) =>
  typeof value === 'string'
    ? `'${value}'`
    : typeof value === 'object'
      ? JSON.stringify(value)
      : value

const isNumber = (value: unknown): value is number => typeof value === 'number'

export const isWhole = (value: number, from: number) => Number.isInteger(value) && value >= from
/** Above 0; infinite is allowed and means never. */
export const isSpan = (value: number) => isNumber(value) && value > 0
export const isRate = (value: number) => isNumber(value) && value > 0 && value <= 1
export const isFrom = (value: number, from: number) => isNumber(value) && value >= from
/** 0 is allowed, 1 as well. */
export const isShare = (value: number) => isFrom(value, 0) && value <= 1
export const isText = (value: unknown) => typeof value === 'string' && value !== ''
export const isTask = (value: unknown) => value === undefined || typeof value === 'function'
