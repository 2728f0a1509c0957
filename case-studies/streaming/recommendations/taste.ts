import { chance, keyed } from '@watertight/ports'
import type { Recommended } from './published.ts'
import facts from './tastes.json' with { type: 'json' }

const films = facts as [string, string, number][]
/** Of each genre, the best first. */
const byGenre = Map.groupBy(
  films.toSorted(([, , a], [, , b]) => b - a),
  ([, genre]) => genre,
)
const genres = [...byGenre.keys()].sort()
const shown = 24
const seed = 7

/** The two genres a viewer likes most. Viewers are synthetic: their taste is drawn from their name. */
const tasteOf = (viewer: string): readonly [string, string] => {
  const first = keyed(seed, viewer, 'first') % genres.length
  const next = 1 + (keyed(seed, viewer, 'second') % (genres.length - 1))
  return [genres[first] as string, genres[(first + next) % genres.length] as string]
}

/** Good films of the genres the viewer likes, the first one before the second, with some of their own luck. `adventurous` looks further down the list. */
export function recommend(viewer: string, adventurous: boolean): Recommended['films'] {
  const [first, second] = tasteOf(viewer)
  const luck = adventurous ? 3 : 1
  const some = (genre: string, liking: number) =>
    (byGenre.get(genre) ?? [])
      .slice(0, adventurous ? 3 * shown : shown)
      .map(([film, , rating]) => ({
        film,
        because: `you like ${genre}`,
        score: rating + liking + luck * chance(seed, viewer, film),
      }))
  return [...some(first, 0.5), ...some(second, 0)]
    .sort((a, b) => b.score - a.score)
    .slice(0, shown)
    .map(({ film, because }) => ({ film, because }))
}
