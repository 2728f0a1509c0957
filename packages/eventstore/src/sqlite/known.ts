import type { DatabaseSync } from 'node:sqlite'

/** Entries kept per map; what is forgotten is looked up again. */
export const maxKnown = 50_000

export interface Stream {
  /** 0: not stored yet. */
  id: number
  revision: number
}

export interface Interned {
  id(name: string): number | undefined
  make(name: string): number
  forget(): void
}

/** Names stored once, events hold their number. */
function interned(db: DatabaseSync, table: 'wt_types' | 'wt_tags'): Interned {
  const find = db.prepare(`select id from ${table} where name = ?`)
  const add = db.prepare(`insert into ${table}(name) values(?)`)
  const ids = new Map<string, number>()
  function keep(name: string, id: number): number {
    if (ids.size >= maxKnown) ids.clear()
    ids.set(name, id)
    return id
  }
  function id(name: string): number | undefined {
    const known = ids.get(name)
    if (known !== undefined) return known
    const stored = find.get(name)?.id
    return stored === undefined ? undefined : keep(name, Number(stored))
  }
  return {
    id,
    make: (name) => id(name) ?? keep(name, Number(add.run(name).lastInsertRowid)),
    forget: () => ids.clear(),
  }
}

/** The last position of each word, as far back as it is remembered. */
export interface Latest {
  note(id: number, position: number): void
  /** False: no event behind this position has the word. True: one has, or nobody remembers. */
  mayBeBehind(id: number, position: number): boolean
  /** Forgets all; what comes behind this position will be noted. */
  forget(head: number): void
}

function latest(): Latest {
  const positions = new Map<number, number>()
  let since = Number.POSITIVE_INFINITY
  function forget(head: number): void {
    positions.clear()
    since = head
  }
  return {
    forget,
    note(id, position) {
      // other words of this event may be among the forgotten: it is not remembered whole
      if (positions.size >= maxKnown) forget(position)
      else positions.set(id, position)
    },
    mayBeBehind: (id, position) => position < since || (positions.get(id) ?? 0) > position,
  }
}

export interface Known {
  readonly types: Interned
  readonly tags: Interned
  readonly latestOfType: Latest
  readonly latestOfTag: Latest
  head: { position: number; at: number }
  streamOf(name: string): Stream
  /** Forgets what another connection may have changed since: one pragma where none has committed. */
  refresh(): void
  /** Forgets everything, after a rollback. */
  forget(): void
}

/** What this connection remembers of the log. It stays true until another connection commits. */
export function known(db: DatabaseSync): Known {
  const version = db.prepare('pragma data_version')
  const stream = db.prepare('select id, revision from wt_streams where name = ?')
  const last = db.prepare('select position, at from wt_events order by position desc limit 1')
  const types = interned(db, 'wt_types')
  const tags = interned(db, 'wt_tags')
  const streams = new Map<string, Stream>()
  let seen: unknown

  const self: Known = {
    types,
    tags,
    latestOfType: latest(),
    latestOfTag: latest(),
    head: { position: 0, at: 0 },
    streamOf(name) {
      const remembered = streams.get(name)
      if (remembered) return remembered
      const stored = stream.get(name) as Stream | undefined
      const found = { id: stored?.id ?? 0, revision: stored?.revision ?? 0 }
      if (streams.size >= maxKnown) streams.clear()
      streams.set(name, found)
      return found
    },
    refresh() {
      // taken before the reads it is to vouch for
      const now = version.get()?.data_version
      if (now === seen) return
      // the number of a name, once committed, stays
      look()
      seen = now
    },
    forget() {
      types.forget()
      tags.forget()
      look()
    },
  }
  function look(): void {
    streams.clear()
    const row = last.get()
    self.head = { position: Number(row?.position ?? 0), at: Number(row?.at ?? 0) }
    self.latestOfType.forget(self.head.position)
    self.latestOfTag.forget(self.head.position)
  }
  return self
}
