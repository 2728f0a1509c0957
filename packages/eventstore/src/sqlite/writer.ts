import type { DatabaseSync } from 'node:sqlite'
import type { Stamp } from '@watertight/domain'
import { type Commit, meets, type NewEvent, type Verdict } from '../engine.ts'
import { isBroken } from './failures.ts'
import { inserts } from './inserts.ts'
import type { Known } from './known.ts'
import type { Matching } from './query.ts'
import type { RowTables } from './rows.ts'

/** Commits of a batch in one durable transaction, on the calling thread. */
export function writer(db: DatabaseSync, known: Known, rows: RowTables, matching: Matching) {
  const addStream = db.prepare('insert into wt_streams(name, revision) values(?, ?)')
  const grow = db.prepare('update wt_streams set revision = ? where id = ?')
  // `or fail`: what fails is rolled back whole, so no statement needs a journal of its own
  const events = inserts(db, 'insert or fail into wt_events', 10)
  const eventTags = inserts(db, 'insert or ignore into wt_event_tags', 2)
  const byId = db.prepare(
    `select s.name as stream, e.position, e.revision, e.at
     from wt_events e join wt_streams s on s.id = e.stream_id where e.id = ?`,
  )
  const { types, tags } = known

  function repeated({ parts }: Commit): Verdict | undefined {
    const sent = parts.flatMap(({ stream, events }) => events.map(({ id }) => ({ id, stream })))
    const found = sent.map(({ id }) => byId.get(id) as unknown as Found | undefined)
    const first = found.find((event) => event !== undefined)
    if (first === undefined) return undefined
    const same = found.every(
      (e, i) => e?.stream === sent[i]?.stream && e?.position === first.position + i,
    )
    if (!same)
      return { is: 'idsPartlyUsed', ids: sent.map(({ id }) => id).filter((_, i) => found[i]) }
    const stored = found as Found[]
    let n = 0
    const revisions = parts.map(({ events }) => {
      n += events.length
      return (stored[n - 1] as Found).revision
    })
    const last = stored.at(-1) as Found
    return { is: 'duplicate', revisions, position: last.position, at: last.at }
  }

  function flush(): void {
    events.flush()
    eventTags.flush()
  }

  function refusal(commit: Commit): Verdict | undefined {
    // these are looked for among what is stored, commits before this one included
    if (commit.repeatable || commit.failIf) flush()
    const again = commit.repeatable ? repeated(commit) : undefined
    if (again) return again
    for (const { stream, expect: expected } of commit.parts) {
      const actual = known.streamOf(stream).revision
      if (!meets(expected, actual)) return { is: 'conflict', stream, expected, actual }
    }
    const { failIf } = commit
    const position = failIf ? matching.first(failIf.query, failIf.after) : undefined
    if (position !== undefined) return { is: 'conditionFailed', position }
    return rows.refusal(commit.writes)
  }

  function store(event: NewEvent, streamId: number, revision: number, at: number): void {
    const { type, version, id, data, meta } = event
    const position = ++known.head.position
    const tagText = event.tags.length > 0 ? JSON.stringify(event.tags) : null
    const typeId = types.make(type)
    events.add(position, streamId, revision, typeId, version, at, id, tagText, data, meta)
    known.latestOfType.note(typeId, position)
    for (const tag of event.tags) {
      const tagId = tags.make(tag)
      eventTags.add(tagId, position)
      known.latestOfTag.note(tagId, position)
    }
  }

  /** Inside an open transaction. Every judgement comes before the first write, so a refusal leaves nothing to undo. */
  function apply(commit: Commit): Verdict {
    const refused = refusal(commit)
    if (refused) return refused
    const { head } = known
    const base = head.position
    const at = Math.max(commit.now, head.at)
    const revisionOf: number[] = []
    const revisions = commit.parts.map(({ stream: name, events }) => {
      const stream = known.streamOf(name)
      const revision = stream.revision + events.length
      if (stream.id === 0) stream.id = Number(addStream.run(name, revision).lastInsertRowid)
      else grow.run(revision, stream.id)
      for (const event of events) {
        store(event, stream.id, ++stream.revision, at)
        revisionOf.push(stream.revision)
      }
      return revision
    })
    if (revisionOf.length > 0) head.at = at
    const stamps = ({ stamp, of }: Stamp) =>
      stamp === 'at' ? at : stamp === 'position' ? base + of + 1 : (revisionOf[of] as number)
    rows.write(commit.writes, stamps)
    return { is: 'appended', revisions, position: head.position, at }
  }

  function rollback(): void {
    if (db.isTransaction) db.exec('rollback')
    events.forget()
    eventTags.forget()
    known.forget()
  }

  /** What goes wrong now is told to this one: others of its batch may be stored already. */
  function alone(one: Commit): Verdict[] {
    try {
      return commit([one])
    } catch (error) {
      return [failed(error)]
    }
  }

  function commit(batch: readonly Commit[]): Verdict[] {
    db.exec('begin immediate')
    known.refresh()
    rows.begin()
    let verdicts: Verdict[]
    try {
      verdicts = batch.map(apply)
      flush()
    } catch (error) {
      rollback()
      if (isBroken(error)) throw error
      // one that cannot be stored must cost the others nothing: judge them again, each alone
      return batch.length > 1 ? batch.flatMap(alone) : [failed(error)]
    }
    try {
      db.exec('commit')
    } catch (error) {
      rollback()
      throw error
    }
    return verdicts
  }
  return commit
}

const failed = (error: unknown): Verdict => ({ is: 'failed', message: String(error) })

interface Found {
  readonly stream: string
  readonly position: number
  readonly revision: number
  readonly at: number
}
