import type { Row, Write } from '@watertight/domain'
import type { Commit, Expect, Judged, StoredQuery } from '../engine.ts'
import { bigints, booleans, integers, texts } from './binary-array.ts'
import { guardSql, type RowStatement, shapeOf, writeSql, writeValues } from './row-sql.ts'
import type { RowTables } from './rows.ts'
import { rowName } from './segments.ts'

/** What `wt_append` is asked, and what its answer means. */
export interface AppendRequest {
  /** Its arguments behind the log, in order. */
  readonly values: readonly unknown[]
  verdicts(answer: Answer): Judged[]
}

/** Of `wt_append`: by commit, by part, and why commits were refused. Numbers of commits and parts count from 1. */
export interface Answer {
  readonly positions: readonly number[]
  readonly ats: readonly number[]
  readonly revisions: readonly number[]
  readonly refused: readonly Refused[]
}
type Refused = { readonly commit: number } & (
  | { readonly found: readonly Found[] }
  | { readonly part: number; readonly actual: number }
  | { readonly position: number }
  | { readonly guard: number; readonly row: Row | null }
)
interface Found {
  readonly id: string
  readonly stream: string
  readonly position: number
  readonly revision: number
  readonly at: number
}

interface Rows {
  readonly sql: string
  readonly rows: object[]
}

/** Builds the arguments for commits that do not depend on each other. */
export function requests(tables: Pick<RowTables, 'of' | 'rowOf'>) {
  const statements = new Map<string, RowStatement | undefined>()
  function prepared(shape: string, make: () => RowStatement | undefined): RowStatement | undefined {
    if (!statements.has(shape)) statements.set(shape, make())
    return statements.get(shape)
  }

  function guardsOf(commits: readonly Commit[]): readonly Rows[] | null {
    const byShape = new Map<string, Rows>()
    // the guard that every append carries is one object: judged once for all of them
    const shared = new Map<Write, { readonly c: number[]; readonly n: number }>()
    for (const [i, { writes }] of commits.entries())
      for (const [n, write] of writes.entries()) {
        if (write.if === undefined) continue
        const same = shared.get(write)
        if (same?.n === n) {
          same.c.push(i + 1)
          continue
        }
        const table = tables.of(write.table)
        const guard = write.if
        const columns = guard === 'absent' ? guard : Object.keys(guard).join(' ')
        const shape = `? ${write.table} ${columns}`
        const statement = prepared(shape, () => guardSql(guard, table)) as RowStatement
        const cells = write.op === 'put' ? write.row : write.key
        const key = table.key.map((column) => cells[column])
        const values = guard === 'absent' ? key : [...key, ...Object.values(guard)]
        const row = { c: [i + 1], n, ...named(statement, values) }
        shared.set(write, row)
        into(byShape, shape, statement).rows.push(row)
      }
    return byShape.size > 0 ? [...byShape.values()] : null
  }

  /** A statement changes a row once: what a row gets later is left to a later statement. */
  function writesOf(commits: readonly Commit[]): readonly Rows[] | null {
    const levels: Map<string, Rows>[] = []
    const times = new Map<string, number>()
    let first = 1
    for (const [i, { parts, writes }] of commits.entries()) {
      for (const write of writes) {
        if (write.op === 'require') continue
        const table = tables.of(write.table)
        const shape = shapeOf(write)
        const statement = prepared(shape, () => writeSql(write, table))
        if (statement === undefined) continue
        const row = rowName(write, table.key)
        const level = times.get(row) ?? 0
        times.set(row, level + 1)
        levels[level] ??= new Map()
        const values = named(statement, writeValues(write, table.key, first))
        into(levels[level], shape, statement).rows.push({ c: i + 1, ...values })
      }
      for (const { events } of parts) first += events.length
    }
    return levels.length > 0 ? levels.flatMap((level) => [...level.values()]) : null
  }

  function verdicts(commits: readonly Commit[], answer: Answer): Judged[] {
    const refused = new Map(answer.refused.map((why) => [why.commit, why]))
    let part = 0
    return commits.map((commit, i): Judged => {
      const revisions = answer.revisions.slice(part, part + commit.parts.length)
      const why = refused.get(i + 1)
      const verdict = why
        ? refusal(commit, why, part)
        : {
            is: 'appended' as const,
            revisions,
            position: answer.positions[i] as number,
            at: answer.ats[i] as number,
          }
      part += commit.parts.length
      return verdict
    })
  }

  function refusal(commit: Commit, why: Refused, firstPart: number): Judged {
    if ('found' in why) return repeated(commit, why.found)
    if ('position' in why) return { is: 'conditionFailed', position: why.position }
    if ('part' in why) {
      const { stream, expect: expected } = commit.parts[
        why.part - 1 - firstPart
      ] as Commit['parts'][0]
      return { is: 'conflict', stream, expected, actual: why.actual }
    }
    const { table, if: guard } = commit.writes[why.guard] as Extract<Write, { op: 'require' }>
    return { is: 'taken', table, guard, row: why.row && tables.rowOf(table, why.row) }
  }

  return (commits: readonly Commit[]): AppendRequest => ({
    values: [
      ...eventArrays(commits),
      conditionsOf(commits),
      json(guardsOf(commits)),
      json(writesOf(commits)),
    ],
    verdicts: (answer) => verdicts(commits, answer),
  })
}

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

const named = ({ names }: RowStatement, values: readonly unknown[]) =>
  Object.fromEntries(names.map((name, i) => [name, values[i]]))

function into(groups: Map<string, Rows>, shape: string, { sql }: RowStatement): Rows {
  const rows = groups.get(shape) ?? { sql, rows: [] }
  groups.set(shape, rows)
  return rows
}

const expectation = (expect: Expect) =>
  expect === 'any' ? -2 : expect === 'exists' ? -1 : expect === 'none' ? 0 : expect

function eventArrays(commits: readonly Commit[]): Buffer[] {
  const c = { now: [] as number[], repeatable: [] as boolean[] }
  const p = {
    commit: [] as number[],
    stream: [] as string[],
    expect: [] as number[],
    events: [] as number[],
    before: [] as number[],
  }
  const e = {
    part: [] as number[],
    place: [] as number[],
    type: [] as string[],
    version: [] as number[],
    id: [] as string[],
    tags: [] as (string | null)[],
    data: [] as string[],
    meta: [] as (string | null)[],
  }
  const t = { event: [] as number[], tag: [] as string[] }
  const last = new Map<string, number>()
  for (const { parts, now, repeatable } of commits) {
    c.now.push(now)
    c.repeatable.push(repeatable)
    for (const { stream, expect, events } of parts) {
      p.commit.push(c.now.length)
      p.stream.push(stream)
      p.expect.push(expectation(expect))
      p.events.push(events.length)
      p.before.push(last.get(stream) ?? 0)
      last.set(stream, p.stream.length)
      for (const [i, { type, version, id, tags, data, meta }] of events.entries()) {
        e.part.push(p.stream.length)
        e.place.push(i + 1)
        e.type.push(type)
        e.version.push(version)
        e.id.push(id)
        e.tags.push(tags.length > 0 ? JSON.stringify(tags) : null)
        e.data.push(data)
        e.meta.push(meta)
        for (const tag of new Set(tags)) {
          t.event.push(e.id.length)
          t.tag.push(tag)
        }
      }
    }
  }
  return [
    bigints(c.now),
    booleans(c.repeatable),
    integers(p.commit),
    texts(p.stream),
    bigints(p.expect),
    integers(p.events),
    integers(p.before),
    integers(e.part),
    integers(e.place),
    texts(e.type),
    integers(e.version),
    texts(e.id),
    texts(e.tags),
    texts(e.data),
    texts(e.meta),
    integers(t.event),
    texts(t.tag),
  ]
}

/** No items match everything: told as one item that asks for nothing. */
export const itemsOf = (query: StoredQuery) =>
  query.length > 0 ? query : [{ types: [], tags: [] }]

function conditionsOf(commits: readonly Commit[]): string | null {
  const conditions = commits.flatMap(({ failIf }, i) =>
    failIf ? [{ c: i + 1, after: failIf.after, items: itemsOf(failIf.query) }] : [],
  )
  return conditions.length > 0 ? JSON.stringify(conditions) : null
}

/** The first answer again, or which ids belong to another append. */
function repeated({ parts }: Commit, stored: readonly Found[]): Judged {
  const byId = new Map(stored.map((event) => [event.id, event]))
  const sent = parts.flatMap(({ stream, events }) => events.map(({ id }) => ({ id, stream })))
  const first = byId.get(sent[0]?.id as string)
  const isSame = sent.every(({ id, stream }, i) => {
    const event = byId.get(id)
    return event?.stream === stream && event.position === (first?.position ?? 0) + i
  })
  if (!isSame)
    return { is: 'idsPartlyUsed', ids: sent.map(({ id }) => id).filter((id) => byId.has(id)) }
  const ends = parts.map(({ events }) => byId.get(events.at(-1)?.id as string) as Found)
  const { position, at } = ends.at(-1) as Found
  return { is: 'duplicate', revisions: ends.map(({ revision }) => revision), position, at }
}
