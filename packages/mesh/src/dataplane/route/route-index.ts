import type { Route } from '../../model/route.ts'
import { isFor, type Labels } from './fits.ts'
import { narrowed } from './narrow.ts'
import type { Entry, Part } from './part.ts'
import type { Target } from './target.ts'

/**
 * The routes of one host, compiled: the first in order that matches takes the request, as if all were tried one after the other, but only
 * those are tried that agree with the request in what they say exactly (path, prefix, header, method …).
 */
export class RouteIndex {
  readonly #all: Part

  constructor(routes: readonly Route[], labels: Labels) {
    const entries: Entry[] = []
    for (const route of routes) {
      if (route.matches.length === 0) {
        entries.push({ at: entries.length, route, match: undefined })
        // nothing gets past it
        break
      }
      for (const match of route.matches)
        if (isFor(match, labels)) entries.push({ at: entries.length, route, match })
    }
    this.#all = narrowed(entries)
  }

  find(target: Target): Entry | undefined {
    return this.#all.find(target, Number.POSITIVE_INFINITY)
  }
}
