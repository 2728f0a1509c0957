import type { Match, Route } from '../../model/route.ts'
import { fits } from './fits.ts'
import type { Target } from './target.ts'

/** One match of one route, at its place in the order of the rules. */
export interface Entry {
  readonly at: number
  readonly route: Route
  /** Undefined where the route takes everything. */
  readonly match: Match | undefined
}

/** Some of the entries. `find` answers the first of them that takes the target and stands before `end`. */
export interface Part {
  find(target: Target, end: number): Entry | undefined
}

/** Tries one after the other. */
export class Listed implements Part {
  readonly #entries: readonly Entry[]

  constructor(entries: readonly Entry[]) {
    this.#entries = entries
  }

  find(target: Target, end: number): Entry | undefined {
    for (const entry of this.#entries) {
      if (entry.at >= end) return undefined
      if (entry.match === undefined || fits(entry.match, target)) return entry
    }
    return undefined
  }
}
