import { keyOf, type Write } from '@watertight/domain'
import { type Commit, matches, type NewEvent } from '../engine.ts'

/** Splits a batch, in order, where a commit's verdict may depend on one before it: what is left together can be judged at once, on what was stored before. */
export function segmentsOf(
  batch: readonly Commit[],
  keyOfTable: (table: string) => readonly string[],
): readonly (readonly Commit[])[] {
  const segments: Commit[][] = []
  let segment: Commit[] = []
  let before = seen()
  for (const commit of batch) {
    const own = touchedBy(commit, keyOfTable)
    if (segment.length > 0 && depends(commit, own, before)) {
      segments.push(segment)
      segment = []
      before = seen()
    }
    segment.push(commit)
    for (const { stream } of commit.parts) before.streams.add(stream)
    for (const event of eventsOf(commit)) {
      before.ids.add(event.id)
      before.events.push(event)
    }
    for (const row of own.written) before.rows.add(row)
  }
  if (segment.length > 0) segments.push(segment)
  return segments
}

const seen = () => ({
  streams: new Set<string>(),
  ids: new Set<string>(),
  rows: new Set<string>(),
  events: [] as NewEvent[],
})
type Seen = ReturnType<typeof seen>
type Touched = { readonly written: readonly string[]; readonly guarded: readonly string[] }

const eventsOf = ({ parts }: Commit) => parts.flatMap(({ events }) => events)

function depends(commit: Commit, { guarded }: Touched, before: Seen): boolean {
  const { parts, failIf } = commit
  return (
    parts.some(({ stream, expect }) => expect !== 'any' && before.streams.has(stream)) ||
    eventsOf(commit).some(({ id }) => before.ids.has(id)) ||
    (failIf !== null && before.events.some((event) => matches(failIf.query, event))) ||
    guarded.some((row) => before.rows.has(row))
  )
}

export const rowName = (write: Write, key: readonly string[]) =>
  `${write.table} ${keyOf(key, write.op === 'put' ? write.row : write.key)}`

function touchedBy({ writes }: Commit, keyOfTable: (table: string) => readonly string[]): Touched {
  const name = (write: Write) => rowName(write, keyOfTable(write.table))
  return {
    written: writes.filter(({ op }) => op !== 'require').map(name),
    guarded: writes.filter((write) => write.if !== undefined).map(name),
  }
}
