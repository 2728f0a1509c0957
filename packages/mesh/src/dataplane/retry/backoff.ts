/** The longest wait, as a multiple of the base. */
const longest = 10

/** Before the retry of this number, from 1: anywhere in [0, (2^n - 1) x base), at most ten times the base. Full jitter keeps callers that failed together apart. */
export const backoffMs = (retry: number, baseMs: number, random: () => number): number =>
  random() * Math.min((2 ** retry - 1) * baseMs, longest * baseMs)
