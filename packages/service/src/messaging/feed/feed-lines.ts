import type { Clock } from '@watertight/ports'
import type { PublishedEvent, PublishedMark } from '../cloud-event.ts'
import type { Outbox, OutboxPage } from '../messaging.ts'

/** A reader that hears nothing for longer than a few of these has lost its connection. */
export const heartbeatMs = 3_000

/** After a chunk the next one waits this long and takes along what came meanwhile: the first of a quiet time goes at once, and a busy log costs its readers no more wake-ups than these. */
const gatherMs = 5

/** The outbox as a stream of lines: everything after a position, then everything to come; an empty line where there is nothing to say. */
export function feedLines(outbox: Outbox, clock: Clock) {
  // an event that several hear is written once
  const written = new WeakMap<PublishedEvent, string>()
  function lineOf(event: PublishedEvent): string {
    const line = written.get(event) ?? `${JSON.stringify(event)}\n`
    written.set(event, line)
    return line
  }

  return async function* lines(after: number, signal: AbortSignal): AsyncGenerator<string> {
    let told = after
    for await (const page of beating(outbox.pages(after, signal), clock)) {
      if (page === undefined) {
        yield '\n'
        continue
      }
      let chunk = ''
      for (const event of page.events) {
        chunk += lineOf(event)
        told = event.position
      }
      if (page.position > told) {
        chunk += `${JSON.stringify({ position: page.position } satisfies PublishedMark)}\n`
        told = page.position
      }
      if (chunk === '') continue
      yield chunk
      await clock.sleep(gatherMs, signal).catch(() => {})
    }
  }
}

/** The pages as they come, and `undefined` after each stretch of silence. */
async function* beating(
  pages: AsyncIterable<OutboxPage>,
  clock: Clock,
): AsyncGenerator<OutboxPage | undefined> {
  const source = pages[Symbol.asyncIterator]()
  let wake = () => {}
  // one reaction for each pull: racing the same pull against every heartbeat would keep every race in memory
  const pull = () => {
    const pulled: { result?: IteratorResult<OutboxPage>; error?: unknown } = {}
    source.next().then(
      (result) => {
        pulled.result = result
        wake()
      },
      (error) => {
        pulled.error = error
        wake()
      },
    )
    return pulled
  }
  try {
    for (let pulled = pull(); ; ) {
      if (pulled.result === undefined && pulled.error === undefined) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve
        })
        const timer = clock.after(heartbeatMs, () => wake())
        await woken
        timer.cancel()
      }
      if (pulled.error !== undefined) throw pulled.error
      if (pulled.result === undefined) yield undefined
      else if (pulled.result.done) return
      else {
        yield pulled.result.value
        pulled = pull()
      }
    }
  } finally {
    await source.return?.()
  }
}
