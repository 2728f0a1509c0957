import { chance } from '@watertight/ports'

/** What a lab draws from a seed: by use and number, so that one draw more changes no other. */
export function draws(seed: number, lab: string) {
  const part = (use: string, at = 0) => chance(seed, lab, use, at)
  const number = ([from, to]: readonly [number, number], use: string, at = 0) =>
    from + part(use, at) * (to - from)
  return {
    /** From 0 to below 1. */
    part,
    /** A whole number of the range, its end left out. */
    whole: (range: readonly [number, number], use: string, at = 0) =>
      Math.floor(number(range, use, at)),
    pick: <T>(from: readonly T[], use: string, at = 0): T =>
      from[Math.floor(part(use, at) * from.length)] as T,
  }
}
