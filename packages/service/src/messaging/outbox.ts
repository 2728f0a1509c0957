import type { About, BoundedContext, EventType, Publication } from '@watertight/domain'
import type { EventStore, Recorded } from '@watertight/eventstore'
import { idOf } from '../names.ts'
import type { PublishedEvent } from './cloud-event.ts'
import type { Outbox } from './messaging.ts'

const pageSize = 200
/** Events that are kept as they were published last: whoever follows the log is mostly at its end, and hears the same. */
const mostKept = 512

/** The context's published language out of its log. */
export function outbox(context: BoundedContext, store: EventStore<EventType>): Outbox {
  const publications = new Map<string, Publication>()
  for (const one of context.publishes) publications.set(one.from, one)
  const types = context.owns
    .flatMap(({ events }) => events as readonly EventType[])
    .filter(({ type }) => publications.has(type))

  const kept: PublishedEvent[] = []
  function published(event: Recorded<EventType>, previous: number): PublishedEvent | undefined {
    const place = event.position % mostKept
    const before = kept[place]
    if (before?.position === event.position && before.previous === previous) return before
    const made = publish(event, previous)
    if (made !== undefined) kept[place] = made
    return made
  }

  function publish(event: Recorded<EventType>, previous: number): PublishedEvent | undefined {
    const publication = publications.get(event.type) as Publication
    const subject = idOf(context.owns, event.stream)
    const about: About = { id: subject, at: event.at }
    const data = publication.as(event.data, about)
    if (data === undefined) return undefined
    return {
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
  }

  return {
    context: context.name,
    head: () => store.head(),
    async idAt(position) {
      const [event] = await store.readLog({ after: position - 1, limit: 1 }).toArray()
      return event?.id
    },
    async *pages(after, signal) {
      let previous = after
      for await (const page of store.subscribe({ after, signal, pageSize, where: { types } })) {
        const events: PublishedEvent[] = []
        for (const event of page.events) {
          const one = published(event, previous)
          if (one === undefined) continue
          events.push(one)
          previous = event.position
        }
        yield { events, position: page.position }
      }
    },
  }
}
