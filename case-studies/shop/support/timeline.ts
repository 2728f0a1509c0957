import { masked } from './masking.ts'
import type { PastEvent } from './past.ts'
import type { Cause, StoryEvent } from './published.ts'
import { inWords } from './words.ts'

export const keyOf = ({ context, stream, revision }: PastEvent): string =>
  `${context}/${stream}/${revision}`

/** Causes before their effects, otherwise by recorded time, then by place in the log: clocks of contexts differ, causes do not. */
export function inOrder(events: readonly PastEvent[]): readonly PastEvent[] {
  const byTime = [...events].sort(
    (a, b) =>
      Date.parse(a.at) - Date.parse(b.at) ||
      a.context.localeCompare(b.context) ||
      a.position - b.position,
  )
  const byId = new Map(byTime.map((event) => [event.id, event]))
  const before = new Map<PastEvent, PastEvent>()
  for (const log of Map.groupBy(byTime, ({ context }) => context).values()) {
    log.sort((a, b) => a.position - b.position || a.revision - b.revision)
    log.forEach((event, i) => {
      if (i > 0) before.set(event, log[i - 1] as PastEvent)
    })
  }
  const told = new Set<PastEvent>()
  for (const event of byTime) {
    // what has to be told first is told first, however deep; a circle, which no log has, ends at what waits already
    const waiting = [event]
    const seen = new Set<PastEvent>()
    while (waiting.length > 0) {
      const next = waiting.at(-1) as PastEvent
      const first = [before.get(next), byId.get(next.meta.causation ?? '')].find(
        (one) => one !== undefined && !told.has(one) && !seen.has(one),
      )
      seen.add(next)
      if (first !== undefined) waiting.push(first)
      else {
        told.add(next)
        waiting.pop()
      }
    }
  }
  return [...told]
}

interface Told {
  /** How many of the events had happened by the moment that was asked for. */
  readonly happened: number
  /** Every context was read to the end: a cause that is no event of the story came from outside. */
  readonly isWhole: boolean
}

/** The events as one story, each with its cause, its effects and the chain of causes that led to it. */
export function timeline(
  ordered: readonly PastEvent[],
  { happened, isWhole }: Told,
): readonly StoryEvent[] {
  const byId = new Map(ordered.map((event) => [event.id, event]))
  const causeOf = ({ id, meta: { causation = '', correlation } }: PastEvent): Cause => {
    const event = causation === id ? undefined : byId.get(causation)
    if (event !== undefined) return { is: 'event', of: keyOf(event) }
    if (causation.startsWith('alarm:')) return { is: 'alarm', of: causation }
    // a request that tells no story begins one under its own id
    const isCommand = isWhole || causation === correlation
    return { is: isCommand ? 'command' : 'elsewhere', of: causation }
  }
  const effects = Map.groupBy(ordered, ({ meta: { causation = '' } }) => causation)
  const whyOf = (event: PastEvent): readonly string[] => {
    const chain: string[] = []
    const seen = new Set([event])
    for (
      let cause = byId.get(event.meta.causation ?? '');
      cause !== undefined && !seen.has(cause);
      cause = byId.get(cause.meta.causation ?? '')
    ) {
      seen.add(cause)
      chain.unshift(keyOf(cause))
    }
    return chain
  }
  return ordered.map((event, place) => {
    const { context, stream, revision, position, type, at, data, meta } = event
    return {
      ...{ key: keyOf(event), context, stream, revision, position, type, at },
      ...inWords(event),
      data: masked(data),
      cause: causeOf(event),
      effects: (effects.get(event.id) ?? []).filter((one) => one !== event).map(keyOf),
      why: whyOf(event),
      correlation: meta.correlation ?? null,
      trace: meta.trace?.split('-')[1] ?? null,
      happened: place < happened,
    }
  })
}
