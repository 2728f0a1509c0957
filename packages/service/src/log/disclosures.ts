import { type EventType, type RowOf, table } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import type { Ports } from '@watertight/ports'

/** Who saw personal data of which stream, when and why: kept beside the log for ever. */
export const Disclosures = table(
  'service_disclosures',
  { id: 'text', stream: 'text', reason: 'text', by: 'text?', at: 'integer', until: 'integer' },
  ['id'],
)
export type Disclosure = RowOf<typeof Disclosures.columns>

const lastsMs = 15 * 60_000

/** Personal data of one stream is shown to whoever says why, for a quarter of an hour, and that they asked is durable before they see it. */
export function disclosures(
  store: EventStore<EventType>,
  { clock, ids, log }: Pick<Ports, 'clock' | 'ids' | 'log'>,
) {
  const rows = store.rows(Disclosures)
  return {
    async record(stream: string, reason: string, by: string | undefined): Promise<Disclosure> {
      const at = Math.floor(clock.wallTime())
      const row = { id: ids.next(), stream, reason, by: by ?? null, at, until: at + lastsMs }
      await store.write([Disclosures.put(row)])
      log('warn', 'personal data is disclosed', { stream, reason, by, disclosure: row.id })
      return row
    },

    /** Whether this disclosure is of this stream, for this caller, and has not run out. */
    async isValid(id: string, stream: string, by: string | undefined): Promise<boolean> {
      const row = await rows.get({ id })
      return (
        row !== undefined &&
        row.stream === stream &&
        row.by === (by ?? null) &&
        row.until > clock.wallTime()
      )
    },

    list: (): Promise<readonly Disclosure[]> => rows.find(),
  }
}
