import { fingerprint, type Projection } from '@watertight/domain'
import { codec } from '../../codec.ts'
import type { Core } from '../../core.ts'
import type { Engine, StoredEvent } from '../../engine.ts'
import { verifying } from '../../project/verify.ts'
import { type Reads, reading } from '../../read/read.ts'
import { system } from '../../system-tables.ts'
import { type Context, usageError } from '../context.ts'
import { withLog } from '../open-log.ts'
import { argumentsOf, exportOf } from '../options.ts'

interface Finding {
  readonly where: string
  readonly what: string
}
/** Said of one kind of place; the rest of a long list tells nothing new. */
const mostFindings = 20

/** `watertight log verify`: whether the log is what it promises to be, and rows what a replay gives. */
export async function verify(context: Context): Promise<number> {
  const { args, json, out, signal } = context
  const { values, positionals } = argumentsOf(args, ['LOG'], {
    projection: { type: 'string', multiple: true },
  })
  const projections: Projection[] = []
  for (const place of values.projection ?? []) {
    const projection = await exportOf('--projection', place)
    if (!isProjection(projection)) throw usageError(`--projection: ${place} is no projection`)
    projections.push(projection)
  }
  return withLog(context, positionals[0], values, async ({ engine, reads }) => {
    const { events, streams, findings } = await verifyLog(engine, reads, signal)
    const rows: { [projection: string]: number } = {}
    for (const projection of projections) {
      const { found, different } = await verifyRows(engine, projection)
      rows[projection.name] = found
      findings.push(...different)
    }
    if (json) out.line(JSON.stringify({ events, streams, rows, findings }, null, 2))
    else {
      for (const { where, what } of findings) out.line(`${where}: ${what}`)
      for (const [name, count] of Object.entries(rows)) out.line(`${name}: ${count} rows looked at`)
      out.line(`${events} events in ${streams} streams, ${findings.length || 'no'} findings`)
    }
    return findings.length === 0 ? 0 : 1
  })
}

async function verifyLog(engine: Engine, reads: Reads, signal: AbortSignal) {
  const findings: Finding[] = []
  const find = (where: string, what: string) => {
    if (findings.length < mostFindings) findings.push({ where, what })
  }
  const revisions = new Map<string, number>()
  const upTo = await engine.head()
  let before = { position: 0, at: 0 }
  for await (const page of reads.logPages({ asOf: { position: upTo }, signal }))
    for (const event of page as unknown as readonly StoredEvent[]) {
      const { position, stream, revision, at } = event
      const where = `position ${position}`
      const next = before.position + 1
      if (position !== next) find(where, `stands where ${next} should be`)
      if (at < before.at) find(where, 'was recorded before the event before it')
      const expected = (revisions.get(stream) ?? 0) + 1
      if (revision !== expected) find(where, `is ${stream} ${revision}, expected ${expected}`)
      if (!isJson(event.data)) find(where, 'its data is no JSON')
      if (event.meta !== null && !isJson(event.meta)) find(where, 'its meta is no JSON')
      revisions.set(stream, revision)
      before = { position, at }
    }
  if (before.position !== upTo) find('the log', `ends at ${before.position}, its head is ${upTo}`)
  const listed = new Map<string, number>()
  for (let after: string | undefined; ; ) {
    const page = await engine.streams({ limit: 1_000, ...(after !== undefined && { after }) })
    for (const { stream, revision } of page) listed.set(stream, revision)
    after = page.at(-1)?.stream
    if (after === undefined) break
  }
  for (const [stream, revision] of revisions) {
    const found = listed.get(stream) ?? 0
    // what was appended meanwhile is behind the head that was looked at
    if (found < revision) find(stream, `is listed at revision ${found}, has ${revision}`)
  }
  return { events: before.position, streams: revisions.size, findings }
}

async function verifyRows(engine: Engine, projection: Projection) {
  const { name } = projection
  const serving = system.serving.name
  const [row] = await engine.rows({ table: serving, where: { name }, limit: 1 })
  const table = row && String(row.table)
  if (table === undefined)
    return { found: 0, different: [{ where: name, what: 'has no rows in this log' }] }
  if (!table.startsWith(`${name}_${fingerprint(projection)}_`)) {
    const what = `${table} serves, which was built by another version of it`
    return { found: 0, different: [{ where: name, what }] }
  }
  await engine.open([{ ...projection, name: table }])
  const [kept] = await engine.rows({ table: system.inline.name, where: { id: 1 }, limit: 1 })
  const isInline = String(kept?.tables ?? '')
    .split(',')
    .includes(table)
  const tableOf = () => table
  const compare = verifying(
    { engine } as Core,
    reading({ engine, words: codec(projection.hears) }),
    { tableOf: () => (isInline ? table : undefined) },
    { tableOf },
  )
  const { rows, different } = await compare(projection)
  return {
    found: rows,
    different: different.slice(0, mostFindings).map((one) => ({
      where: name,
      what: `a replay gives another row than ${JSON.stringify(one)}`,
    })),
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function isProjection(value: unknown): value is Projection {
  const { project, hears, columns } = value as Partial<Projection>
  return typeof project === 'function' && Array.isArray(hears) && typeof columns === 'object'
}
