import { z } from 'zod'

/** `GET /top/:viewer`: films this viewer has not rated yet, the best rated first. */
export const TopRated = z.object({
  films: z.array(z.object({ film: z.string(), rating: z.number(), votes: z.number() })),
})
export type TopRated = z.infer<typeof TopRated>
