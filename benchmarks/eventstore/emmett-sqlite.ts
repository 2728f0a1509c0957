// Emmett on SQLite, in a process of its own: emmett-sqlite.ts FILE
import { DatabaseSync } from 'node:sqlite'
import { getSQLiteEventStore } from '@event-driven-io/emmett-sqlite'
import { check } from '../measure/check.ts'
import { items, meta } from './events.ts'
import { cpuTime, rateOf } from './lanes.ts'
import { answer } from './peer.ts'

const [fileName = ''] = process.argv.slice(2)
const store = getSQLiteEventStore({ fileName, schema: { autoMigration: 'CreateOrUpdate' } })
let n = 0
let acknowledged = 0
let streams = 0

/** Again while the database is busy, until the time is over: its caller would have to do the same. */
async function append(stream: string, many: number, until = Number.POSITIVE_INFINITY) {
  const events = items(n, many).map((item) => ({
    type: 'ItemAdded',
    data: { ...item },
    metadata: meta,
  }))
  n += many
  for (;;)
    try {
      await store.appendToStream(stream, events)
      acknowledged += many
      return
    } catch (error) {
      if (!/BUSY|locked/i.test(String(error)) || performance.now() > until) throw error
    }
}

const appends = (loops: number, each: number) => async (ms: number) => {
  const until = performance.now() + ms + 5_000
  const run = streams++
  return rateOf(ms, loops, each, (loop) => append(`cart-${run}-${loop}`, each, until))
}

answer({
  sequential: appends(1, 1),
  concurrent: appends(32, 1),
  batch: appends(1, 100),
  async fill() {
    for (let i = 0; i < 10; i++) for (let k = 0; k < 10; k++) await append(`read-${i}`, 100)
    return 10_000
  },
  async rehydrate(ms) {
    let which = 0
    async function readOne(): Promise<void> {
      const { events } = await store.readStream(`read-${which++ % 10}`)
      let sum = 0
      for (const { data } of events) sum += (data as unknown as { quantity: number }).quantity
      check(events.length === 1_000 && sum > 0, 'a stream of 1,000 was not read whole')
    }
    return rateOf(ms, 1, 1_000, readOne, cpuTime)
  },
  async verify() {
    const db = new DatabaseSync(fileName, { readOnly: true })
    const { stored, gaps } = db
      .prepare(`select count(*) as stored, (select count(*) from
        (select 1 from emt_messages group by stream_id
         having max(stream_position) - min(stream_position) + 1 <> count(*))) as gaps
        from emt_messages`)
      .get() as { stored: number; gaps: number }
    db.close()
    check(stored === acknowledged, `${acknowledged} acknowledged, ${stored} stored`)
    check(gaps === 0, `${gaps} streams have gaps`)
    return stored
  },
})
