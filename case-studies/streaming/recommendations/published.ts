import { z } from 'zod'

/** `GET /for/:viewer`: what this viewer may like, the likeliest first, and why. */
export const Recommended = z.object({
  instance: z.string(),
  films: z.array(z.object({ film: z.string(), because: z.string() })),
})
export type Recommended = z.infer<typeof Recommended>
