import type { DatabaseSync } from 'node:sqlite'
import { EventStoreError } from '../errors.ts'

const full = 2
const busyTimeoutMs = 5_000

const first = `
  create table wt_streams(
    id integer primary key, name text not null unique, revision integer not null) strict;
  create table wt_types(id integer primary key, name text not null unique) strict;
  create table wt_tags(id integer primary key, name text not null unique) strict;
  create table wt_events(
    position integer primary key, stream_id integer not null, revision integer not null,
    type_id integer not null, version integer not null, at integer not null,
    id text not null unique, tags text, data text not null, meta text,
    unique(stream_id, revision)) strict;
  create index wt_events_by_type on wt_events(type_id, position);
  create table wt_event_tags(
    tag_id integer not null, position integer not null,
    primary key(tag_id, position)) strict, without rowid;`

/** What brings a database from each layout to the next, a new one from none. `user_version` tells how many were run. */
const layouts: readonly string[] = [first]

/** Makes a database ready for the log, or says why it is not safe to write here. */
export function openLayout(db: DatabaseSync, name: string): void {
  db.exec(`pragma busy_timeout = ${busyTimeoutMs}; pragma cache_size = -65536`)
  db.exec('pragma mmap_size = 268435456; pragma wal_autocheckpoint = 4000')
  // read back: what compiled or configured this database may have chosen less
  const synchronous = pragma(db, 'synchronous')
  if (synchronous < full)
    throw new EventStoreError('WT_NOT_DURABLE', `'${name}' has synchronous = ${synchronous}`, {
      name,
      synchronous,
    })
  // another process may be creating it at this moment
  db.exec('begin immediate')
  try {
    const found = pragma(db, 'user_version')
    const known = layouts.length
    if (found > known) {
      const what = `'${name}' has layout ${found}, this release knows ${known}`
      throw new EventStoreError('WT_LAYOUT_NEWER', what, { name, found, known })
    }
    for (const step of layouts.slice(found)) db.exec(step)
    if (found < known) db.exec(`pragma user_version = ${known}`)
    db.exec('commit')
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}

const pragma = (db: DatabaseSync, word: string) =>
  Number(Object.values(db.prepare(`pragma ${word}`).get() ?? {})[0])
