import { Recommended } from '../recommendations/published.ts'
import { type Asker, asked } from './asked.ts'
import type { Pick } from './row.ts'

/** Viewers who asked to see new things first. */
const isEarly = (viewer: string) => viewer.startsWith('early-')

/** What this viewer may like. */
export async function recommended(by: Asker, viewer: string): Promise<readonly Pick[]> {
  const { films } = await asked(
    by,
    {
      to: 'recommendations',
      path: `/for/${encodeURIComponent(viewer)}`,
      headers: isEarly(viewer) ? { 'x-viewer-group': 'early' } : {},
    },
    Recommended,
  )
  return films.map(({ film, because }) => ({ film, note: because }))
}
