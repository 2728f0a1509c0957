import { header, type Log, type Payload, type Stream, TransportError } from '@watertight/ports'
import { type FeedEvent, type FeedMark, heartbeatMs } from './feed.ts'
import type { Inbox } from './inbox.ts'
import { ServiceError } from './service-error.ts'
import type { Telemetry } from './telemetry/telemetry.ts'

export interface Following {
  /** Up to where the feed has been heard. */
  position: number
  /** How far the publisher's log is known to go. */
  head: number
  connected: boolean
  /** Why the last attempt ended, while it has not been made good. */
  failing: string | undefined
}

const openMs = 2_000
const firstPauseMs = 50
const longestPauseMs = 2_000

/** Hears another context's feed for ever, from the inbox's checkpoint: delivery at least once, the inbox makes the effect exactly once. A message that cannot be handled is tried again and never passed over. */
export async function follow(
  from: string,
  inbox: Inbox,
  { ports, redaction }: Pick<Telemetry, 'ports' | 'redaction'>,
  following: Following,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random, transport, log } = ports
  for (let pause = firstPauseMs; !signal.aborted; ) {
    try {
      following.position = inbox.position
      const feed = await transport.open({
        to: from,
        method: 'GET',
        path: `/feed?after=${inbox.position}`,
        deadline: clock.now() + openMs,
        idleMs: 3 * heartbeatMs,
        signal,
      })
      if (feed.status !== 200)
        throw new ServiceError(
          'WT_FEED_REFUSED',
          `the feed of ${from} answered ${feed.status} after ${inbox.position}`,
        )
      following.head = Math.max(inbox.position, Number(header(feed.headers, 'x-position') ?? 0))
      following.connected = true
      for await (const lines of lineBatches(feed.body)) {
        await hear(lines)
        following.failing = undefined
        pause = firstPauseMs
      }
    } catch (error) {
      const { name, message = name } = redaction.error(error)
      following.failing = message
      if (!signal.aborted) tell(log, from, error)
    }
    following.connected = false
    if (signal.aborted) return
    await clock.sleep(pause * (0.5 + random.next()), signal).catch(() => {})
    pause = Math.min(pause * 2, longestPauseMs)
  }

  async function hear(lines: readonly string[]): Promise<void> {
    const messages: FeedEvent[] = []
    let at = following.position
    for (const line of lines) {
      const wire = JSON.parse(line) as FeedEvent | FeedMark
      if ('type' in wire) {
        if (wire.previous !== at)
          throw new ServiceError(
            'WT_FEED_GAP',
            `the feed of ${from} jumped from ${at} to ${wire.position}`,
          )
        messages.push(wire)
      }
      at = wire.position
    }
    following.head = Math.max(following.head, at)
    await inbox.take(messages)
    following.position = at
  }
}

/** Losing a connection is the weather; anything else is news. */
const tell = (log: Log, from: string, error: unknown) =>
  log(error instanceof TransportError ? 'debug' : 'warn', `feed of ${from} ended`, { error })

/** The whole lines of each chunk, without the empty ones. */
async function* lineBatches(stream: Stream): AsyncGenerator<readonly string[]> {
  const utf8 = new TextDecoder()
  let rest = ''
  const decode = (chunk: Payload) =>
    typeof chunk === 'string' ? chunk : utf8.decode(chunk, { stream: true })
  for await (const chunk of stream) {
    const parts = (rest + decode(chunk)).split('\n')
    rest = parts.pop() as string
    const lines = parts.filter((line) => line !== '')
    if (lines.length > 0) yield lines
  }
}
