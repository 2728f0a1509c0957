/** Stops a policy from being built with an option that makes no sense. */
export function checkOption(
  policy: string,
  option: string,
  value: number,
  range: string,
  fits: boolean,
): void {
  if (!fits)
    throw new RangeError(
      `WT_INVALID_OPTION: ${policy}: ${option} is ${value}, and must be ${range}. Correct the option.`,
    )
}

export const isWhole = (value: number, from: number) => Number.isInteger(value) && value >= from
/** Above 0; infinite is allowed and means never. */
export const isSpan = (value: number) => value > 0
export const isRate = (value: number) => value > 0 && value <= 1
