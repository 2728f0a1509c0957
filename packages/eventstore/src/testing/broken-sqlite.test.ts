import type { DatabaseSync } from 'node:sqlite'
import type { Storage } from '@watertight/ports'
import { VirtualWorld } from '@watertight/ports/virtual'
import { test } from 'vitest'
import type { Engine } from '../engine.ts'
import { sqlite } from '../sqlite/sqlite.ts'
import type { Subject } from './contract.ts'
import { eachFails } from './test-kit/broken.ts'

/** What becomes of each statement on its way to the database. */
type Rewrite = (sql: string) => string

function through(db: DatabaseSync, rewrite: Rewrite): DatabaseSync {
  return new Proxy(db, {
    get(target, name) {
      if (name === 'prepare') return (sql: string) => target.prepare(rewrite(sql))
      if (name === 'exec') return (sql: string) => target.exec(rewrite(sql))
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** The real adapter, on a database that gets other statements than it was sent. */
const subjectOf = (
  rewriter: () => Rewrite,
  altered: (engine: Engine) => Engine = (engine) => engine,
): Subject => ({
  durable: true,
  place() {
    const world = new VirtualWorld({ seed: 1 })
    let disk: Storage | undefined
    void world.host('one', async (ports) => {
      disk = ports.storage
    })
    const storage = {
      open: (name: string) => through((disk as Storage).open(name), rewriter()),
    }
    return {
      open: () => altered(sqlite({ storage, name: 'log' })),
      remove: () => world.stop(),
    }
  },
})

const replacing = (was: string | RegExp, is: string): Subject =>
  subjectOf(() => (sql) => sql.replace(was, is))

/** Commits when the next transaction begins, not before it answers. */
const late = () => {
  let open = false
  return (sql: string) => {
    if (sql === 'commit') {
      open = true
      return 'select 1'
    }
    if (sql !== 'begin immediate' || !open) return sql
    open = false
    return 'commit; begin immediate'
  }
}

/** A commit in two: the checkpoint first, the rows it vouches for later. */
const checkpointFirst = (engine: Engine): Engine => ({
  ...engine,
  commit: async (batch) => {
    const places = batch.map((one) => ({
      ...one,
      writes: one.writes.filter((write) => write.table === 'wt_checkpoints'),
    }))
    const others = batch.map((one) => ({
      ...one,
      writes: one.writes.filter((write) => write.table !== 'wt_checkpoints'),
    }))
    if (batch.some(({ parts }) => parts.length > 0)) return engine.commit(batch)
    const moved = await engine.commit(places)
    return moved.every(({ is }) => is === 'appended') ? engine.commit(others) : moved
  },
})

eachFails(
  { test },
  subjectOf(() => (sql) => sql),
  {
    'answers before it commits': {
      fails: 'what was acknowledged last is there after a restart',
      subject: subjectOf(late),
    },
    'moves a checkpoint before the rows are stored': {
      fails: 'a checkpoint never stands before or behind the rows of its event',
      subject: subjectOf(() => (sql) => sql, checkpointFirst),
    },
    'keeps what it should roll back': {
      fails: 'a commit that cannot be stored costs the others of its group nothing',
      subject: replacing(/^rollback$/, 'commit'),
    },
    'does not look whether another process has committed': {
      fails: 'another process sees what was acknowledged, and continues the positions',
      subject: replacing('pragma data_version', 'select 1 as data_version'),
    },
    'has no unique index over ids': {
      fails: 'an id is stored once, whoever sends it, and costs the others of its group nothing',
      subject: replacing('id text not null unique', 'id text not null'),
    },
    'leaves gaps between positions': {
      fails: '200 concurrent appends get positions 1 to 200, each stream in order',
      subject: replacing(/\(\?(?=(,\?){9}\))/g, '(? * 2'),
    },
    'reads the log stream by stream': {
      fails: 'appends that do not wait for each other are stored in the order of the calls',
      subject: replacing('order by e.position asc', 'order by e.stream_id, e.position'),
    },
    'reads the event it should start behind': {
      fails: 'reads more events than a page, both ways, in order and once',
      subject: replacing('e.revision > ?', 'e.revision >= ?'),
    },
    'answers with shorter pages than asked for': {
      fails: 'more matches than a page are all found among more that are none',
      subject: replacing(/limit \(\? \+ 0\)$/, 'limit max(1, ? - 1)'),
    },
    'takes names that differ by case for the same': {
      fails: 'streams are told apart by every character of their names',
      subject: replacing('name text not null unique', 'name text not null unique collate nocase'),
    },
    'indexes one tag of an event': {
      fails: 'failIf takes two tags and finds only events that have both',
      subject: replacing(
        /into wt_event_tags (values.*)/,
        `into wt_event_tags select min(column1), column2 from ($1)
         where not exists(select 1 from wt_event_tags where position = column2) group by column2`,
      ),
    },
    'takes one of the tags for all of them': {
      fails: 'failIf takes types only, tags only, several parts, and words never stored',
      subject: replacing(/ and g\d\.position = g\.position/g, ''),
    },
    'is a millisecond off as of a time': {
      fails: 'events of one millisecond are read together or not at all',
      subject: replacing('select at from wt_events', 'select at + 1 as at from wt_events'),
    },
    'replaces a number where it should add to it': {
      fails: 'inline rows of one group of appends build on each other',
      subject: replacing(/= coalesce\("\w+", 0\) \+ \?/g, '= ?'),
    },
    'orders text by its letters, whatever their case': {
      fails: 'text is ordered by its characters, not by a language',
      subject: replacing(/order by "key"/, 'order by "key" collate nocase'),
    },
  },
)
