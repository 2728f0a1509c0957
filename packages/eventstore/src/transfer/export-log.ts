import type { Engine } from '../engine.ts'
import { pageSize } from '../read/read.ts'
import { headerOf, lineOf } from './line.ts'

/** The whole log as lines of JSON, a chunk for each page: a header, then its events in order. What is appended meanwhile is left out; rows and checkpoints are not part of it. */
export async function* exportLog(
  engine: Pick<Engine, 'head' | 'readLog'>,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<string, void, undefined> {
  const upTo = await engine.head()
  yield `${headerOf(upTo)}\n`
  for (let after = 0; after < upTo; after += pageSize) {
    signal?.throwIfAborted()
    const { events } = await engine.readLog([], { after, upTo, limit: pageSize })
    yield events.map((event) => `${lineOf(event)}\n`).join('')
  }
}
