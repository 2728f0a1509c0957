import { Watching } from '../playback/published.ts'
import { type Asker, asked } from './asked.ts'
import type { Pick } from './row.ts'

/** What this viewer began and has not ended. */
export async function begun(by: Asker, viewer: string): Promise<readonly Pick[]> {
  const call = { to: 'playback', path: `/watching/${encodeURIComponent(viewer)}` }
  const { films } = await asked(by, call, Watching)
  return films.map(({ film, share }) => ({ film, share }))
}
