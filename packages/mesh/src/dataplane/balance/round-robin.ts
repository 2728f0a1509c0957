import type { Candidate, Pick, Tools } from './candidate.ts'
import { EarliestDeadline } from './earliest-deadline.ts'

/** One after another, from a random start so that many callers do not begin at the same endpoint; by weight where weights differ. */
export function roundRobin<C extends Candidate>(
  all: readonly C[],
  weight: ((one: C) => number) | undefined,
  { random }: Tools,
): Pick<C> {
  let turn = Math.floor(random() * all.length)
  if (weight === undefined) return () => all[turn++ % all.length] as C
  const turns = new EarliestDeadline([...all.slice(turn), ...all.slice(0, turn)], weight)
  return () => turns.pick()
}
