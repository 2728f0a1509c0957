/** The value that share `p` of the sample lies below. */
export function quantile(sample: readonly number[], p: number): number {
  const sorted = sample.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * p
  const [low, high] = [sorted[Math.floor(at)] ?? Number.NaN, sorted[Math.ceil(at)] ?? Number.NaN]
  return low + (high - low) * (at - Math.floor(at))
}

export const median = (sample: readonly number[]): number => quantile(sample, 0.5)
