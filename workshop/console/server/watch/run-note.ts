import { basename, dirname } from 'node:path'
import { nodeFolder } from '@watertight/ports/node'
import { z } from 'zod'

const note = z.object({
  gateway: z.string().optional(),
  services: z.record(z.string(), z.object({ pid: z.number(), address: z.string().optional() })),
  parts: z.array(
    z.object({
      name: z.string(),
      summary: z.string(),
      file: z.string(),
      services: z.array(z.string()),
    }),
  ),
})

/** What runs, as its supervisor has noted it. */
export type RunNote = z.infer<typeof note>
/** A case study, or whatever else brings services. */
export type Part = RunNote['parts'][number]

const nothing: RunNote = Object.freeze({ services: {}, parts: [] })

/** The note in this file; nothing where there is none. */
export async function readRunNote(file: string | undefined): Promise<RunNote> {
  if (file === undefined) return nothing
  try {
    const text = await nodeFolder(dirname(file)).read(basename(file))
    return note.safeParse(JSON.parse(text ?? '')).data ?? nothing
  } catch {
    return nothing // between two runs
  }
}
