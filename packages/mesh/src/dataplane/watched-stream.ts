import type { Payload, Stream } from '@watertight/ports'

/** The same stream; `ended` hears once how it ended: read to the end or left early (undefined), or broken. */
export function watched(stream: Stream, ended: (error: unknown) => void): Stream {
  const chunks = stream[Symbol.asyncIterator]()
  let isOver = false
  const over = (error?: unknown) => {
    if (isOver) return
    isOver = true
    ended(error)
  }
  const iterator: AsyncIterator<Payload> & AsyncIterable<Payload> = {
    async next() {
      try {
        const chunk = await chunks.next()
        if (chunk.done) over()
        return chunk
      } catch (error) {
        over(error)
        throw error
      }
    },
    async return() {
      over()
      await chunks.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
