import type { Candidate, Pick, Tools } from './candidate.ts'
import { EarliestDeadline } from './earliest-deadline.ts'
import { twoChoices } from './two-choices.ts'

/** Equal weights: the less busy of two drawn at random. Otherwise turns in proportion to weight / (active + 1), as Envoy does. */
export function leastRequest<C extends Candidate>(
  all: readonly C[],
  weight: ((one: C) => number) | undefined,
  { random }: Tools,
): Pick<C> {
  if (weight === undefined) return () => twoChoices(all, random, (one) => one.active)
  const turns = new EarliestDeadline(all, (one) => weight(one) / (one.active + 1))
  return () => turns.pick()
}
