import type { EventType } from './message.ts'
import type { Columns } from './rows.ts'

type Printed = { readonly name: string; readonly version?: number; readonly columns?: Columns } & (
  | { readonly events: readonly EventType[] }
  | { readonly hears: readonly EventType[] }
)

/** Changes with the fold's version, the events heard and their versions: a snapshot or table of another fingerprint is never used. */
export const fingerprint = (of: Printed): string => {
  const heard = 'events' in of ? of.events : of.hears
  const shapes = heard.map(({ type, version }) => `${type}@${version}`).sort()
  return hash(JSON.stringify([of.name, of.version ?? 1, shapes, of.columns ?? null]))
}

/** FNV-1a, 32 bit. */
function hash(text: string): string {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return (h >>> 0).toString(36)
}
