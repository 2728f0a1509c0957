import type { EventType } from './message.ts'
import type { Columns } from './rows/columns.ts'

type Printed =
  | { readonly name: string; readonly version?: number; readonly events: readonly EventType[] }
  | {
      readonly name: string
      readonly version?: number
      readonly hears: readonly EventType[]
      readonly columns: Columns
      readonly key: readonly string[]
    }

/** Changes with the fold's version, the events heard, their versions, and a table's columns and key: a snapshot or table of another fingerprint is never used. */
export const fingerprint = (of: Printed): string => {
  const [heard, shape] = 'events' in of ? [of.events, null] : [of.hears, [of.columns, of.key]]
  const shapes = heard.map(({ type, version }) => `${type}@${version}`).sort()
  return hash(JSON.stringify([of.name, of.version ?? 1, shapes, shape]))
}

/** FNV-1a, 32 bit. */
export function hash(text: string): string {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return (h >>> 0).toString(36)
}
