import type { Scenario } from '../lab.ts'

/** Leaves out faults, then requests, one after the other, as long as the run still fails for the same reason; at most `budget` runs. What is left is what it takes. */
export async function shrink<S extends Scenario>(
  scenario: S,
  failsAlike: (smaller: S) => Promise<boolean>,
  budget = 150,
): Promise<S> {
  let smallest = scenario
  let runs = 0
  for (const part of ['faults', 'requests'] as const) {
    // halves first, then quarters, down to single ones (delta debugging, Zeller 1999)
    for (
      let size = Math.ceil(smallest[part].length / 2);
      size >= 1;
      size = size === 1 ? 0 : Math.ceil(size / 2)
    ) {
      for (let at = 0; at < smallest[part].length && runs < budget; ) {
        const rest = smallest[part].filter((_, index) => index < at || index >= at + size)
        const smaller = { ...smallest, [part]: rest }
        runs++
        if (await failsAlike(smaller)) smallest = smaller
        else at += size
      }
    }
  }
  return smallest
}
