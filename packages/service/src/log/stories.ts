import type { Engine, StoredEvent } from '@watertight/eventstore'
import type { Clock } from '@watertight/ports'

/** An event as part of a story: where it stands, and what caused it. */
export interface StoryEvent {
  readonly id: string
  readonly stream: string
  readonly revision: number
  readonly position: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly type: string
  readonly causation: string | null
  readonly trace: string | null
}
export interface StoryPart {
  readonly events: readonly StoryEvent[]
  /** Every event behind `after` and up to `to` was looked at. */
  readonly after: number
  readonly to: number
  readonly head: number
}

/** Events looked at for one answer: the log has no index of stories. */
export const mostScanned = 20_000
const pageSize = 500

/** The events of a log that belong to one story (correlation), of those behind `after`. */
export async function storyIn(
  engine: Pick<Engine, 'readLog'>,
  clock: Pick<Clock, 'soon'>,
  correlation: string,
  after: number,
  signal: AbortSignal,
): Promise<StoryPart> {
  const mark = JSON.stringify(correlation)
  const events: StoryEvent[] = []
  let to = after
  let head = after
  do {
    signal.throwIfAborted()
    const limit = Math.min(pageSize, after + mostScanned - to)
    const page = await engine.readLog([], { after: to, limit })
    // most metas are not of this story, and a look at their text tells
    for (const event of page.events)
      if (event.meta?.includes(mark)) {
        const told = partOf(event, correlation)
        if (told !== undefined) events.push(told)
      }
    head = page.head
    to = Math.min(page.scanned, head)
    await new Promise<void>((resolve) => clock.soon(resolve))
  } while (to < Math.min(head, after + mostScanned))
  return { events, after, to, head }
}

function partOf(event: StoredEvent, correlation: string): StoryEvent | undefined {
  const { id, stream, revision, position, at, type, meta } = event
  const cause = JSON.parse(meta as string)
  if (cause.correlation !== correlation) return undefined
  const trace = typeof cause.trace === 'string' ? (cause.trace.split('-')[1] ?? null) : null
  const { causation = null } = cause
  return { id, stream, revision, position, at, type, causation, trace }
}
