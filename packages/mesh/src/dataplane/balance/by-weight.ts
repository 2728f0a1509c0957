/** Draws one with chances in proportion to the weights, which are above 0. */
export function byWeight<T>(
  all: readonly T[],
  weight: (one: T) => number,
  random: () => number,
): T {
  let left = random() * all.reduce((sum, one) => sum + weight(one), 0)
  for (const one of all) {
    left -= weight(one)
    if (left < 0) return one
  }
  return all.at(-1) as T
}
