import type { Classify } from '../outcome.ts'
import type { Surroundings } from './frame.ts'

/** How an outcome is judged; undefined is `classifyOutcome`. */
export const classifierOf = ({ breaker, classify }: Surroundings): Classify | undefined =>
  classify === undefined && breaker !== undefined ? breaker.classify : classify
