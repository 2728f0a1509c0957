import type { StoredEvent } from '../engine.ts'
import type { Output } from './context.ts'
import { printTable, timeOf } from './table.ts'

const columns = [
  { head: 'position', right: true },
  { head: 'at' },
  { head: 'stream' },
  { head: 'revision', right: true },
  { head: 'type' },
  { head: 'data' },
]

/** Events as a table, or as JSON with one event in each line. */
export function printEvents(out: Output, json: boolean, events: readonly StoredEvent[]): void {
  if (json) for (const event of events) out.line(jsonOf(event))
  else printTable(out, columns, events.map(rowOf))
}

function rowOf({ position, at, stream, revision, type, version, data }: StoredEvent) {
  const shape = version === 1 ? type : `${type}@${version}`
  return [position, timeOf(at), stream, revision, shape, data]
}

const jsonOf = ({ at, data, meta, ...event }: StoredEvent): string =>
  JSON.stringify({
    ...event,
    at: timeOf(at),
    meta: meta === null ? null : JSON.parse(meta),
    data: JSON.parse(data),
  })
