import { createHmac } from 'node:crypto'
import { z } from 'zod'

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)
const about = { n: z.number().int().min(1), at: z.iso.datetime(), lab: z.string() }

/** What a learner did, in a line of the progress. */
export const entry = z.discriminatedUnion('did', [
  z.strictObject({ did: z.literal('started'), ...about, version: z.string() }),
  z.strictObject({
    did: z.literal('checked'),
    ...about,
    version: z.string(),
    /** Personal seeds are drawn from it. */
    attempt: z.number().int().min(1),
    verdict: z.enum(['pass', 'fail', 'inconclusive']),
    /** Both rigs were played. */
    isWhole: z.boolean(),
    /** Of the rule that was broken, and of the run that broke it. */
    code: z.string().optional(),
    replay: z.string().optional(),
    /** SHA-256 of the learner's files, of the seeds, of what the grader said. */
    content: digest,
    seeds: digest,
    transcript: digest,
  }),
  z.strictObject({ did: z.literal('hinted'), ...about, step: z.number().int().min(1).max(3) }),
  z.strictObject({ did: z.literal('gave up'), ...about }),
  z.strictObject({ did: z.literal('reset'), ...about }),
])

export type Entry = z.infer<typeof entry>

/** What is entered; its number and time are given by whoever writes it. */
export type Deed = DistributiveOmit<Entry, 'n' | 'at'>
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** A line: the entry, and a seal over it and the line before, made with the learner's secret. */
export function sealed(item: Entry, before: string, secret: string): string {
  const text = JSON.stringify(item)
  return `${sealOf(text, before, secret)} ${text}`
}

const sealOf = (text: string, before: string, secret: string): string =>
  createHmac('sha256', secret).update(`${before}\n${text}`).digest('hex')

export interface ReadProgress {
  readonly entries: readonly Entry[]
  /** Of the last line. */
  readonly seal: string
  /** Bytes of whole lines; what follows is a line that was never finished. */
  readonly bytes: number
}

/** Reads a progress, or says which line is not as it was written. */
export function readProgress(
  text: string,
  secret: string,
): ReadProgress | { readonly line: number } {
  const entries: Entry[] = []
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  let seal = ''
  for (const line of whole.split('\n').slice(0, -1)) {
    const [given = '', json = ''] = [line.slice(0, 64), line.slice(65)]
    if (line[64] !== ' ' || given !== sealOf(json, seal, secret))
      return { line: entries.length + 1 }
    const item = entry.safeParse(JSON.parse(json))
    if (!item.success || item.data.n !== entries.length + 1) return { line: entries.length + 1 }
    entries.push(item.data)
    seal = given
  }
  return { entries, seal, bytes: Buffer.byteLength(whole) }
}
