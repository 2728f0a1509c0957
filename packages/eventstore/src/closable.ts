import type { Engine } from './engine.ts'
import { EventStoreError } from './errors.ts'

/** An engine that refuses by code what is asked of it after `shut`. */
export function closable(engine: Engine): Engine & { shut(): void } {
  let closed = false
  const until =
    <A extends readonly unknown[], R>(name: string, call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (closed) throw new EventStoreError('WT_CLOSED', `${name} after close`)
      return call(...given)
    }
  return {
    open: until('open', (tables) => engine.open(tables)),
    commit: until('commit', (batch) => engine.commit(batch)),
    readStream: until('read', (stream, range) => engine.readStream(stream, range)),
    readLog: until('read', (query, range) => engine.readLog(query, range)),
    streams: until('read', (range) => engine.streams(range)),
    positionAt: until('read', (time) => engine.positionAt(time)),
    head: until('head', () => engine.head()),
    rows: until('rows', (query) => engine.rows(query)),
    onChange: (listener) => engine.onChange(listener),
    close: () => engine.close(),
    shut() {
      closed = true
    },
  }
}
