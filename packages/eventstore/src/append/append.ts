import type { Message, Write } from '@watertight/domain'
import { checkName, checkWhole, checkWrites } from '../check.ts'
import { type Core, rowsOnly } from '../core.ts'
import type { Commit, Expect, Judged, NewEvent } from '../engine.ts'
import { EventStoreError } from '../errors.ts'
import type { Inline } from '../project/inline.ts'
import type { KeptStates } from '../read/kept-states.ts'
import type { Reading, ReadOptions } from '../read/recorded.ts'
import { system } from '../system-tables.ts'
import type { AppendOptions, AppendPart, Conditions } from './answer.ts'

type Read = (stream: string, options: ReadOptions) => Reading<any>
type Parts = readonly AppendPart<any>[]

/** Checks, encodes and commits; turns verdicts into answers, and broken promises into errors. What is stored goes on to the states in memory. */
export function appending(core: Core, read: Read, inline: Inline, states?: KeptStates) {
  const { words, clock, ids, tables, commit } = core

  async function appendAll(parts: Parts, options: Conditions<any> = {}) {
    const { failIf, writes = [], ids: chosen, meta, signal } = options
    const count = checkParts(parts, chosen)
    if (failIf) checkWhole('failIf.after', failIf.after, 0)
    let n = 0
    const encoded = parts.map(({ stream, events, expect = 'any', meta: own = meta }) => {
      const text = words.encodeMeta(own)
      const encode = (event: Message): NewEvent =>
        words.encode(event, chosen?.[n++] ?? ids.next(), text)
      return { stream, expect, events: (events as readonly Message[]).map(encode) }
    })
    const request = (): Commit => {
      const all = [...inline.writes(encoded), ...writes]
      checkWrites(all, tables, count)
      return {
        parts: encoded,
        repeatable: chosen !== undefined,
        failIf: failIf ? { query: words.query(failIf.query), after: failIf.after } : null,
        writes: all,
        now: Math.floor(clock.wallTime()),
      }
    }
    let verdict = await commit(request(), signal)
    // a rebuild has swapped tables since the rows were made: nothing was stored, and they are made for the new ones
    while (isInlineChange(verdict) && (await inline.follow(verdict.row?.tables)))
      verdict = await commit(request(), signal)
    if (verdict.is === 'appended')
      for (const [i, { stream, events }] of encoded.entries()) {
        const messages = () => events.map((event) => words.stored(event, stream))
        states?.appended(stream, verdict.revisions[i] as number, events.length, messages)
      }
    return answer(verdict, parts)
  }

  function answer(verdict: Judged, parts: Parts) {
    if (verdict.is === 'conditionFailed') return verdict
    if (verdict.is === 'conflict') {
      const { stream, expected } = verdict
      const after = typeof expected === 'number' ? expected : 0
      return { ...verdict, missed: () => read(stream, { after }) }
    }
    if (verdict.is === 'taken') return taken(verdict)
    if (verdict.is === 'idsPartlyUsed') {
      const { ids } = verdict
      throw new EventStoreError('WT_IDS_PARTLY_USED', `already stored: ${ids.join(', ')}`, { ids })
    }
    if (verdict.is === 'failed') throw new EventStoreError('WT_ENGINE_FAILED', verdict.message)
    const { is, position, at, revisions } = verdict
    const byStream = parts.map(({ stream }, i) => [stream, revisions[i] as number] as const)
    return { is, position, at: new Date(at), revisions: Object.fromEntries(byStream) }
  }

  async function append(
    stream: string,
    events: Message | readonly Message[],
    { expect = 'any', ...conditions }: AppendOptions<any> = {},
  ) {
    const list = (Array.isArray(events) ? events : [events]) as AppendPart<any>['events']
    const all = await appendAll([{ stream, events: list, expect }], conditions)
    if (!('revisions' in all)) return all
    const { is, position, at, revisions } = all
    return { is, revision: revisions[stream] as number, position, at }
  }

  async function write(writes: readonly Write[], { signal }: { signal?: AbortSignal } = {}) {
    checkWrites(writes, tables, 0)
    const verdict = await commit(rowsOnly(writes), signal)
    if (verdict.is === 'taken') return taken(verdict)
    if (verdict.is === 'failed') throw new EventStoreError('WT_ENGINE_FAILED', verdict.message)
    return { is: 'written' as const }
  }
  return { append, appendAll, write }
}

const isInlineChange = (verdict: Judged): verdict is Extract<Judged, { is: 'taken' }> =>
  verdict.is === 'taken' && verdict.table === system.inline.name

function taken({ is, table, row }: Extract<Judged, { is: 'taken' }>) {
  if (table !== system.inline.name) return { is, table, row }
  const kept = String(row?.tables ?? '')
  throw new EventStoreError('WT_INLINE_CHANGED', `the log keeps [${kept}] inline`, { kept })
}

const words: readonly Expect[] = ['none', 'exists', 'any']

/** How many events there are, or why this is no append. */
function checkParts(parts: Parts, ids: readonly string[] | undefined): number {
  const streams = new Set<string>()
  let count = 0
  for (const { stream, events, expect = 'any' } of parts) {
    checkName('stream name', stream)
    if (!words.includes(expect)) checkWhole('expect', expect, 0)
    if (streams.has(stream))
      throw new EventStoreError('WT_NAME_INVALID', `'${stream}' appears twice in one append`)
    if (events.length === 0)
      throw new EventStoreError('WT_APPEND_EMPTY', `nothing to append to '${stream}'`)
    streams.add(stream)
    count += events.length
  }
  if (count === 0) throw new EventStoreError('WT_APPEND_EMPTY', 'an append without streams')
  if (ids === undefined) return count
  for (const id of ids) checkName('event id', id)
  if (ids.length !== count || new Set(ids).size !== count) {
    const what = `${ids.length} ids for ${count} events, or one id twice`
    throw new EventStoreError('WT_IDS_PARTLY_USED', what, { ids })
  }
  return count
}
