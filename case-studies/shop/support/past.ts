import { z } from 'zod'

/** An event of another context as its history tells it. */
const Past = z.object({
  id: z.string(),
  type: z.string(),
  revision: z.int(),
  position: z.int(),
  at: z.string(),
  data: z.record(z.string(), z.unknown()),
  meta: z.object({
    correlation: z.string().optional(),
    causation: z.string().optional(),
    trace: z.string().optional(),
  }),
})
export interface PastEvent extends z.infer<typeof Past> {
  readonly context: string
  readonly stream: string
}

export const Page = z.object({
  stream: z.string(),
  events: z.array(Past),
  next: z.int().nullable(),
})
