/**
 * The cheaper of two endpoints drawn at random (power of two choices): nearly as even as looking at all, without all callers
 * running to the same one.
 */
export function twoChoices<C>(
  all: readonly C[],
  random: () => number,
  cost: (one: C) => number,
): C {
  const first = Math.floor(random() * all.length)
  if (all.length === 1) return all[first] as C
  let second = Math.floor(random() * (all.length - 1))
  if (second >= first) second++
  const a = all[first] as C
  const b = all[second] as C
  return cost(b) < cost(a) ? b : a
}
