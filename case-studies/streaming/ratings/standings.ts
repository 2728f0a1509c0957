import type { TopRated } from './published.ts'
import facts from './ratings.json' with { type: 'json' }

export type Standing = TopRated['films'][number]

/** Votes from people who are not ours count this much against a single one of a viewer. */
const priorVotes = 25_000
const shown = 24

/** Who rated what: the ratings that the films came with, and those of our viewers since. One viewer has one vote for a film. */
export class Standings {
  readonly #films = new Map<string, { sum: number; votes: number }>()
  readonly #byViewer = new Map<string, Map<string, number>>()
  #top: readonly Standing[] | undefined

  constructor() {
    for (const [film, rating, votes] of facts as [string, number, number][])
      this.#films.set(film, { sum: rating * votes, votes })
  }

  knows(film: string): boolean {
    return this.#films.has(film)
  }

  rate(viewer: string, film: string, stars: number): void {
    const standing = this.#films.get(film)
    if (standing === undefined) return
    const own = this.#byViewer.get(viewer) ?? new Map<string, number>()
    this.#byViewer.set(viewer, own)
    const before = own.get(film)
    if (before === undefined) standing.votes++
    standing.sum += stars - (before ?? 0)
    own.set(film, stars)
    this.#top = undefined
  }

  /** Few votes say little, so each film starts from the mean of all (a Bayesian average). */
  topFor(viewer: string): readonly Standing[] {
    const rated = this.#byViewer.get(viewer)
    this.#top ??= this.#ranked()
    return this.#top.filter(({ film }) => !rated?.has(film)).slice(0, shown)
  }

  #ranked(): readonly Standing[] {
    const all = [...this.#films]
    const mean = all.reduce((sum, [, one]) => sum + one.sum / one.votes, 0) / all.length
    const weighed = ({ sum, votes }: { readonly sum: number; readonly votes: number }) =>
      (sum + mean * priorVotes) / (votes + priorVotes)
    return all
      .sort(([, a], [, b]) => weighed(b) - weighed(a))
      .slice(0, shown + 500)
      .map(([film, { sum, votes }]) => ({
        film,
        votes,
        rating: Math.round((10 * sum) / votes) / 10,
      }))
  }
}
