import { header, type Payload, type Ports, type Stream } from '@watertight/ports'
import { ServiceError } from '../../service-error.ts'
import type { Listener, Messaging } from '../messaging.ts'
import { heartbeatMs } from './feed-lines.ts'

const openMs = 2_000
/** Longer than any event may be: a line without an end must not fill the memory. */
const longestLine = 4_194_304

/** Messages straight out of the publisher's log, over HTTP: every host serves its own, so nothing else has to run. */
export const httpFeed: Messaging = Object.freeze({
  name: 'feed',
  listen: (from: string, listener: Listener, ports: Ports, signal: AbortSignal) =>
    readFeed(from, listener, ports, signal),
})

/** Hears a feed from the listener's position until the connection ends or the listener has heard as far as `until`. */
export async function readFeed(
  from: string,
  listener: Listener,
  { clock, transport }: Pick<Ports, 'clock' | 'transport'>,
  signal: AbortSignal,
  until = Number.POSITIVE_INFINITY,
): Promise<void> {
  const after = listener.position
  const feed = await transport.open({
    to: from,
    method: 'GET',
    path: `/feed?after=${after}`,
    deadline: clock.now() + openMs,
    idleMs: 3 * heartbeatMs,
    signal,
  })
  if (feed.status !== 200)
    throw new ServiceError(
      'WT_FEED_REFUSED',
      `the feed of ${from} answered ${feed.status} after ${after}`,
      { from, status: feed.status, after },
    )
  listener.opened(Number(header(feed.headers, 'x-position') ?? 0))
  for await (const lines of lineBatches(feed.body)) {
    await listener.hear(lines, { marks: true })
    if (listener.position >= until) return
  }
}

/** The whole lines of each chunk, without the empty ones. */
async function* lineBatches(stream: Stream): AsyncGenerator<readonly string[]> {
  const utf8 = new TextDecoder()
  let rest = ''
  const decode = (chunk: Payload) =>
    typeof chunk === 'string' ? chunk : utf8.decode(chunk, { stream: true })
  for await (const chunk of stream) {
    const parts = (rest + decode(chunk)).split('\n')
    rest = parts.pop() as string
    if (rest.length > longestLine)
      throw new ServiceError(
        'WT_FEED_UNREADABLE',
        `a line of the feed goes on after ${longestLine} characters`,
      )
    const lines = parts.filter((line) => line !== '')
    if (lines.length > 0) yield lines
  }
}
