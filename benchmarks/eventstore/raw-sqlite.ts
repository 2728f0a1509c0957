import type { Storage } from '@watertight/ports'
import { check } from '../measure/check.ts'
import { items, meta } from './events.ts'
import { cpuTime, type Lane, rateOfSync } from './lanes.ts'

interface RawSqlite {
  readonly single: Lane
  readonly batch: Lane
  verify(): number
}

/** What this disk gives to anybody: one durable transaction for each event, and for each hundred. */
export function rawSqlite(storage: Storage): RawSqlite {
  const db = storage.open('raw')
  db.exec('pragma journal_mode = wal; pragma synchronous = full')
  check(db.prepare('pragma synchronous').get()?.synchronous === 2, 'the raw limit is not durable')
  db.exec(`create table events(position integer primary key, stream text not null,
    revision integer not null, type text not null, data text not null, meta text not null,
    unique(stream, revision)) strict`)
  const insert = db.prepare(
    'insert into events(stream, revision, type, data, meta) values(?, ?, ?, ?, ?)',
  )
  const [begin, commit] = [db.prepare('begin immediate'), db.prepare('commit')]
  let n = 0
  const write = (many: number) => {
    begin.run()
    for (const item of items(n, many)) {
      insert.run('cart', n++, 'ItemAdded', JSON.stringify(item), JSON.stringify(meta))
    }
    commit.run()
  }
  return {
    single: { slice: async (ms) => rateOfSync(ms, 1, () => write(1)) },
    batch: { slice: async (ms) => rateOfSync(ms, 100, () => write(100)) },
    verify() {
      const stored = Number(db.prepare('select count(*) as n from events').get()?.n)
      check(stored === n, `the raw limit stored ${stored} of ${n}`)
      db.close()
      return stored
    },
  }
}

/** JSON.parse of data and metadata of a thousand events already read: nobody who answers with objects is faster. */
export function parseOnly(): Lane {
  const texts = items(0, 1_000).map((it) => [JSON.stringify(it), JSON.stringify(meta)] as const)
  let sum = 0
  return {
    async slice(ms) {
      const parse = () => {
        for (const [data, who] of texts) {
          sum += JSON.parse(data).quantity
          if (JSON.parse(who).correlation === undefined) sum++
        }
      }
      const rate = rateOfSync(ms, 1_000, parse, cpuTime)
      check(sum > 0, 'nothing was parsed')
      return rate
    },
  }
}
