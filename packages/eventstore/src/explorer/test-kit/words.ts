import type { Schema } from '@watertight/domain'
import { event, plus, projection, table } from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import type { Engine } from '../../engine.ts'
import { eventStore } from '../../store.ts'

const any: Schema<any> = {
  '~standard': { version: 1, vendor: 'watertight', validate: (value) => ({ value }) },
}

/** `op` names the append, `i` of `of` the place in it: whole or not at all can be seen in the log. */
export const Done = event('Done', { op: any, i: any, of: any })
export const SeatTaken = event(
  'SeatTaken',
  { op: any, i: any, of: any, seat: any },
  { tags: ['seat'] },
)

/** Kept in the append's transaction. */
export const Streams = projection('Streams', {
  hears: [Done, SeatTaken],
  columns: { stream: 'text', events: 'integer', last: 'integer' },
  key: ['stream'],
}).on({
  Done: (_, { stream, position }, rows) =>
    rows.put({ stream, events: 1, last: position }, { events: plus(1), last: position }),
  SeatTaken: (_, { stream, position }, rows) =>
    rows.put({ stream, events: 1, last: position }, { events: plus(1), last: position }),
})
/** Rows that a consumer returns: each position once, or its effect was lost or doubled. */
const Effects = table('effects', { position: 'integer', times: 'integer' }, ['position'])
/** Claimed with appends. */
export const Claims = table('claims', { name: 'text', op: 'text' }, ['name'])

export const openLog = (engine: Engine, ports: Pick<Ports, 'clock' | 'ids'>) =>
  eventStore({
    engine,
    events: [Done, SeatTaken],
    inline: [Streams],
    tables: [Effects, Claims],
    ports,
  })
export type ExploredLog = Awaited<ReturnType<typeof openLog>>

export const effectOf = ({ position }: { readonly position: number }) => [
  Effects.put({ position, times: 1 }, { times: plus(1) }),
]
