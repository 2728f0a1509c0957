import type { Clock, Ports } from '@watertight/ports'
import { ServiceError } from '../../service-error.ts'
import { readFeed } from '../feed/http-feed.ts'
import { missingIn } from '../listener.ts'
import type { Listener } from '../messaging.ts'
import type { Broker, BrokerStream } from './broker.ts'
import { endOf, sequenceBehind } from './places.ts'

/** How often a quiet stream is asked whether it still goes as far as it did. */
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
  const shrunk = new AbortController()
  const until = AbortSignal.any([signal, stream.lost, shrunk.signal])
  let sequence = 0
  try {
    const end = await endOf(stream, from)
    listener.opened(end.position)
    const start = await sequenceBehind(listener.position, stream, from)
    sequence = start - 1
    const watching = watch(stream, () => sequence, shrunk, ports.clock, until)
    try {
      for await (const batch of stream.read(start, until)) {
        await hear(batch.map(({ text }) => text))
        sequence = batch.at(-1)?.sequence ?? sequence
      }
    } finally {
      shrunk.abort(new ServiceError('WT_BROKER_LOST', `the stream of ${from} ended`))
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

/** A broker that comes back without its last messages would number new ones like those: its stream is then read anew. */
async function watch(
  stream: BrokerStream,
  sequence: () => number,
  shrunk: AbortController,
  clock: Clock,
  until: AbortSignal,
): Promise<void> {
  while (!until.aborted) {
    await clock.sleep(lookEveryMs, until).catch(() => {})
    if (until.aborted) return
    try {
      const { last } = await stream.ends()
      if (last >= sequence()) continue
      shrunk.abort(
        new ServiceError(
          'WT_BROKER_LOST',
          `the stream ends at ${last}, and ${sequence()} was read`,
        ),
      )
    } catch (error) {
      shrunk.abort(error)
    }
  }
}
