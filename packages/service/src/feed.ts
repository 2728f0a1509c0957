import type { About, BoundedContext, EventType, Publication } from '@watertight/domain'
import type { EventStore, Page, Recorded } from '@watertight/eventstore'
import type { Clock, Stream } from '@watertight/ports'
import { idOf } from './names.ts'

/** One published event on the wire: CloudEvents 1.0 in JSON, with two extensions of ours. */
export interface FeedEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  /** Which aggregate: `536365`. */
  readonly subject: string
  /** When it was recorded, RFC 3339. */
  readonly time: string
  readonly data: unknown
  readonly traceparent?: string
  /** Id of the whole story it belongs to. */
  readonly correlationid?: string
  /** Its place in the publisher's log. */
  readonly position: number
  /** The place of the published event before it, or where the reader began: a reader that is elsewhere has missed something. */
  readonly previous: number
}
/** Nothing was published up to here: the reader may move on. */
export interface FeedMark {
  readonly position: number
}

/** A reader that hears nothing for longer than a few of these has lost its connection. */
export const heartbeatMs = 3_000
const pageSize = 200

/** The context's published language as a stream of lines: everything after a position, then everything to come; an empty line where there is nothing to say. */
export function feed(context: BoundedContext, store: EventStore<EventType>, clock: Clock) {
  const publications = new Map<string, Publication>()
  for (const one of context.publishes) publications.set(one.from, one)
  const types = context.owns
    .flatMap(({ events }) => events as readonly EventType[])
    .filter(({ type }) => publications.has(type))

  function line(event: Recorded<EventType>, previous: number): string | undefined {
    const publication = publications.get(event.type) as Publication
    const subject = idOf(context.owns, event.stream)
    const about: About = { id: subject, at: event.at }
    const data = publication.as(event.data, about)
    if (data === undefined) return undefined
    const wire: FeedEvent = {
      specversion: '1.0',
      id: event.id,
      source: context.name,
      type: publication.event.type,
      subject,
      time: event.at.toISOString(),
      data: publication.event(data).data,
      ...(typeof event.meta.trace === 'string' && { traceparent: event.meta.trace }),
      ...(typeof event.meta.correlation === 'string' && {
        correlationid: event.meta.correlation,
      }),
      position: event.position,
      previous,
    }
    return JSON.stringify(wire)
  }

  return async function* lines(after: number, signal: AbortSignal): AsyncGenerator<string> {
    let previous = after
    for await (const page of beating(
      store.subscribe({ after, signal, pageSize, where: { types } }),
      clock,
    )) {
      if (page === undefined) {
        yield '\n'
        continue
      }
      let chunk = ''
      for (const event of page.events) {
        const text = line(event, previous)
        if (text === undefined) continue
        chunk += `${text}\n`
        previous = event.position
      }
      if (page.position > previous) {
        chunk += `${JSON.stringify({ position: page.position } satisfies FeedMark)}\n`
        previous = page.position
      }
      if (chunk !== '') yield chunk
    }
  } satisfies (after: number, signal: AbortSignal) => Stream
}

/** The pages as they come, and `undefined` after each stretch of silence. */
async function* beating<E extends EventType>(
  pages: AsyncIterable<Page<E>>,
  clock: Clock,
): AsyncGenerator<Page<E> | undefined> {
  const source = pages[Symbol.asyncIterator]()
  let wake = () => {}
  // one reaction for each pull: racing the same pull against every heartbeat would keep every race in memory
  const pull = () => {
    const pulled: { result?: IteratorResult<Page<E>>; error?: unknown } = {}
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
