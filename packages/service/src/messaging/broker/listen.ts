import type { Clock, Ports } from '@watertight/ports'
import { ServiceError } from '../../service-error.ts'
import { readFeed } from '../feed/http-feed.ts'
import { missingIn } from '../listener.ts'
import type { Listener } from '../messaging.ts'
import type { Broker, BrokerStream, Ends } from './broker.ts'
import { endOf, sequenceBehind } from './places.ts'

/** How often a quiet stream is asked whether it is still the one that is read. */
const lookEveryMs = 5_000

/** Hears the stream of a context from the listener's position on. What the broker does not have any more is fetched from the publisher's own feed. */
export async function listenTo(
  broker: Broker,
  from: string,
  listener: Listener,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const stream = await broker.open(from, { create: false, signal })
  const over = new AbortController()
  const until = AbortSignal.any([signal, stream.lost, over.signal])
  try {
    const { made } = await stream.ends()
    const end = await endOf(stream, from)
    listener.opened(end.position)
    const start = await sequenceBehind(listener.position, stream, from)
    let sequence = start - 1
    // one that was made anew, or has lost its last messages, numbers new ones like old ones
    const isSame = (now: Ends) => now.made === made && now.last >= sequence
    const watching = watch(stream, isSame, over, ports.clock, until)
    try {
      for await (const batch of stream.read(start, until)) {
        await hear(batch.map(({ text }) => text))
        sequence = batch.at(-1)?.sequence ?? sequence
      }
    } finally {
      over.abort(lost(`the stream of ${from} ended`))
      await watching
    }
    if (!signal.aborted) throw until.reason
  } finally {
    await stream.close()
  }

  async function hear(texts: readonly string[]): Promise<void> {
    for (;;) {
      try {
        return await listener.hear(texts)
      } catch (error) {
        const missing = missingIn(error)
        if (missing === undefined) throw error
        const { position } = listener
        await readFeed(from, listener, ports, until, missing.previous)
        if (listener.position === position) throw error
      }
    }
  }
}

/** Looks now and then whether the stream is the same, and ends the reading where it is not. */
async function watch(
  stream: BrokerStream,
  isSame: (ends: Ends) => boolean,
  over: AbortController,
  clock: Clock,
  until: AbortSignal,
): Promise<void> {
  while (!until.aborted) {
    await clock.sleep(lookEveryMs, until).catch(() => {})
    if (until.aborted) return
    try {
      if (!isSame(await stream.ends())) over.abort(lost('the stream is not what it was'))
    } catch (error) {
      over.abort(error)
    }
  }
}

const lost = (sentence: string) => new ServiceError('WT_BROKER_LOST', sentence)
