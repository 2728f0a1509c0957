import { z } from 'zod'
import type { Fault } from './faults.ts'

export const Screening = z.strictObject({
  reference: z.string().min(1).max(200),
  parties: z
    .array(z.strictObject({ id: z.string(), name: z.string().max(200), born: z.iso.date() }))
    .min(1)
    .max(4),
})

/** Invented names: nobody who is on a real list. */
const entries = ['Vesna Quartermain', 'Oldrich Brandywyne', 'Marisol Thornefield'] as const

const doubtFrom = 60
const dayMs = 86_400_000

/** What the list says of these people: clear, or possibly somebody on it, and how alike. */
export function listSays(
  { reference, parties }: z.infer<typeof Screening>,
  fault: Fault,
  now: number,
): object {
  const published = new Date(now - (fault === 'stale' ? 30 : 1) * dayMs).toISOString().slice(0, 10)
  const results = parties.map(({ id, name }) => {
    if (fault === 'new-words') return { party: id, result: 'tier-2-review' }
    const [entry, likeness] = closest(name)
    return fault === 'doubtful' || likeness >= doubtFrom
      ? { party: id, result: 'possible', entry, likeness }
      : { party: id, result: 'clear' }
  })
  return { reference, list: { name: 'Invented Sanctions List', publishedOn: published }, results }
}

function closest(name: string): readonly [string, number] {
  const all = entries.map((entry) => [entry, likeness(name, entry)] as const)
  return all.reduce((best, one) => (one[1] > best[1] ? one : best))
}

/** The pairs of letters that two names share, in percent (Dice). */
function likeness(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)]
  const shared = [...a].filter((pair) => b.has(pair)).length
  return Math.round((200 * shared) / Math.max(1, a.size + b.size))
}

function pairsOf(name: string): Set<string> {
  const letters = name
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
  return new Set(
    Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2)),
  )
}
