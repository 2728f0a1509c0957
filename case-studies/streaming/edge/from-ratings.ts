import { TopRated } from '../ratings/published.ts'
import { type Asker, asked } from './asked.ts'
import type { Pick } from './row.ts'

/** The best rated films that this viewer has not rated. */
export async function topRated(by: Asker, viewer: string): Promise<readonly Pick[]> {
  const call = { to: 'ratings', path: `/top/${encodeURIComponent(viewer)}` }
  const { films } = await asked(by, call, TopRated)
  return films.map(({ film, rating }) => ({ film, note: `rated ${rating.toFixed(1)}` }))
}
