import type { Query } from '@watertight/domain'
import { checkName, checkWhole } from '../check.ts'
import type { Core } from '../core.ts'
import type { Range, StoredEvent } from '../engine.ts'
import type { AsOf, Reading, ReadOptions, Recorded } from './recorded.ts'

export const pageSize = 500

type Pages = AsyncGenerator<readonly Recorded<any>[]>
type LogOptions = ReadOptions & { readonly where?: Query<any> }

/** Streams and the log, a page at a time: never a transaction across an await. */
export function reading({ engine, words }: Pick<Core, 'engine' | 'words'>) {
  const boundOf = async (asOf: AsOf | undefined) => {
    if (asOf === undefined || 'revision' in asOf) return Number.POSITIVE_INFINITY
    return 'position' in asOf ? asOf.position : engine.positionAt(asOf.time.getTime())
  }

  function streamPages(stream: string, options: ReadOptions = {}): Pages {
    checkName('stream name', stream)
    const { asOf } = options
    const upTo = asOf && 'revision' in asOf ? asOf.revision : Number.POSITIVE_INFINITY
    const pull = (range: Range) => engine.readStream(stream, { ...range, upTo })
    return paged(options, pull, ({ revision }) => revision, words.decodeAll, boundOf(asOf))
  }

  async function* logPages(options: LogOptions = {}): Pages {
    const { asOf, where } = options
    const query = words.query(where)
    const upTo = Math.min(await boundOf(asOf), await engine.head())
    const pull = async (range: Range) => (await engine.readLog(query, { ...range, upTo })).events
    for await (const page of paged(options, pull, ({ position }) => position, words.decodeAll))
      yield page
  }

  return {
    streamPages,
    logPages,
    read: (stream: string, options?: ReadOptions) => over(() => streamPages(stream, options)),
    readLog: (options?: LogOptions) => over(() => logPages(options)),
  }
}
export type Reads = ReturnType<typeof reading>

async function* paged(
  { after, backwards = false, limit = Number.POSITIVE_INFINITY, signal }: ReadOptions,
  pull: (range: Range) => Promise<readonly StoredEvent[]>,
  place: (event: StoredEvent) => number,
  decode: (events: readonly StoredEvent[]) => readonly Recorded<any>[],
  bounded: number | Promise<number> = Number.POSITIVE_INFINITY,
): Pages {
  if (after !== undefined) checkWhole('after', after, 0)
  if (limit !== Number.POSITIVE_INFINITY) checkWhole('limit', limit, 1)
  const bound = await bounded
  const isBound = bound < Number.POSITIVE_INFINITY
  let from = after
  for (let left = limit; left > 0; ) {
    signal?.throwIfAborted()
    const size = isBound ? pageSize : Math.min(pageSize, left)
    const page = await pull({ backwards, limit: size, ...(from !== undefined && { after: from }) })
    const last = page.at(-1)
    if (last === undefined) return
    const kept = isBound ? page.filter(({ position }) => position <= bound).slice(0, left) : page
    if (kept.length > 0) yield decode(kept)
    if (page.length < size || (!backwards && last.position > bound)) return
    left -= kept.length
    from = place(last)
  }
}

/** A generator would take several turns of the microtask queue for each event; this takes one. */
function eachOf(pages: Pages): AsyncIterator<Recorded<any>, undefined> {
  let page: readonly Recorded<any>[] = []
  let n = 0
  let pulling: Promise<boolean> | undefined

  async function pull(): Promise<boolean> {
    try {
      const { value, done } = await pages.next()
      page = done ? [] : value
      n = 0
      return !done
    } finally {
      pulling = undefined
    }
  }
  return {
    async next() {
      for (;;) {
        const value = page[n++]
        if (value !== undefined) return { done: false, value }
        // one for all who ask meanwhile
        pulling ??= pull()
        if (!(await pulling)) return { done: true, value: undefined }
      }
    },
    async return() {
      page = []
      await pages.return(undefined)
      return { done: true, value: undefined }
    },
  }
}

const over = (pages: () => Pages): Reading<any> => ({
  [Symbol.asyncIterator]: () => eachOf(pages()),
  async toArray() {
    const all: Recorded<any>[] = []
    for await (const page of pages()) all.push(...page)
    return all
  },
})
