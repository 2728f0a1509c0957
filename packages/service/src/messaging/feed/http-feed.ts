import { header, type Payload, type Ports, type Stream } from '@watertight/ports'
import { ServiceError } from '../../service-error.ts'
import type { Listener, Messaging } from '../messaging.ts'
import { readAhead } from '../read-ahead.ts'
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
  const over = new AbortController()
  const feed = await transport.open({
    to: from,
    method: 'GET',
    path: `/feed?after=${after}`,
    deadline: clock.now() + openMs,
    idleMs: 3 * heartbeatMs,
    signal: AbortSignal.any([signal, over.signal]),
  })
  if (feed.status !== 200)
    throw new ServiceError(
      'WT_FEED_REFUSED',
      `the feed of ${from} answered ${feed.status} after ${after}`,
      { from, status: feed.status, after },
    )
  listener.opened(Number(header(feed.headers, 'x-position') ?? 0))
  // what comes while the listener is busy is heard together, and shares its commits
  for await (const lines of readAhead(wholeLines(feed.body), itself, () => over.abort(), signal)) {
    await listener.hear(lines, { marks: true })
    if (listener.position >= until) return
  }
}

const itself = (line: string): string => line

/** Line by line, without the empty ones. */
async function* wholeLines(stream: Stream): AsyncGenerator<string> {
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
    for (const line of parts) if (line !== '') yield line
  }
}
