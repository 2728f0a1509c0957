import { z } from 'zod'

/** What the catalogue promises to say of a film. */
export const Film = z.object({
  id: z.string(),
  title: z.string(),
  year: z.number(),
  genre: z.string(),
})
export type Film = z.infer<typeof Film>

/** `GET /films`: all films, the most watched first, with an `etag`. */
export const Films = z.object({ films: z.array(Film).min(1) })
