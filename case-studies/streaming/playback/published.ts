import { z } from 'zod'

/** `GET /watching/:viewer`: what this viewer began, the latest first; `share` from 0 to 1 is how much of it is seen. */
export const Watching = z.object({
  films: z.array(z.object({ film: z.string(), share: z.number() })),
})
export type Watching = z.infer<typeof Watching>

/** `PUT /sessions/:id` with this body starts a film. The same again is the same session. */
export const Play = z.strictObject({
  viewer: z.string().min(1).max(80),
  film: z.string().min(1).max(200),
})
