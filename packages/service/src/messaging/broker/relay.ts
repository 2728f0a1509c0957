import type { Ports } from '@watertight/ports'
import { ServiceError } from '../../service-error.ts'
import type { Outbox, RelayProgress } from '../messaging.ts'
import type { Broker, BrokerStream } from './broker.ts'
import { endOf } from './places.ts'

const racedPauseMs = 100

/** Hands the outbox to its stream, from the stream's own last message on: there is no other note of how far it came that could be wrong. Of several relays each message is stored by one. */
export async function relayTo(
  broker: Broker,
  outbox: Outbox,
  progress: RelayProgress,
  { clock, random }: Ports,
  signal: AbortSignal,
): Promise<void> {
  const stream = await broker.open(outbox.context, { create: true, signal })
  const until = AbortSignal.any([signal, stream.lost])
  try {
    for (let withIds = true; !until.aborted; ) {
      const end = await endOf(stream, outbox.context)
      await sameLog(outbox, end)
      progress.relayed(end.position)
      const met = await append(stream, outbox, end, withIds, progress, until)
      // what the broker once had under this id and has no more must be stored again; `after` alone keeps it single
      withIds = met !== 'repeated'
      if (met !== undefined) await clock.sleep(racedPauseMs * random.next(), until).catch(() => {})
    }
    if (stream.lost.aborted) throw stream.lost.reason
  } finally {
    await stream.close()
  }
}

/** A stream that has what this log never said belongs to another one, or to a later copy of it. */
async function sameLog(outbox: Outbox, { position, id }: Awaited<ReturnType<typeof endOf>>) {
  if (id === undefined) return
  const head = await outbox.head()
  if (position <= head && (await outbox.idAt(position)) === id) return
  throw new ServiceError(
    'WT_BROKER_AHEAD',
    `the broker has message ${position} of ${outbox.context}, which is not in this log (it ends at ${head})`,
    { context: outbox.context, position, head },
  )
}

/** Appends page after page until the signal fires; answers what it met where that was not what it expected. */
async function append(
  stream: BrokerStream,
  outbox: Outbox,
  end: { readonly sequence: number; readonly position: number },
  withIds: boolean,
  { relayed }: RelayProgress,
  until: AbortSignal,
): Promise<'raced' | 'repeated' | undefined> {
  let { sequence } = end
  let ids = withIds
  for await (const { events, position } of outbox.pages(end.position, until)) {
    const first = sequence
    // sent together: where one is not stored, none behind it finds its place
    const answers = await Promise.allSettled(
      events.map((event, index) =>
        stream.append(JSON.stringify(event), {
          after: first + index,
          type: event.type,
          ...(ids && { id: event.id }),
        }),
      ),
    )
    for (const answer of answers) {
      if (answer.status === 'rejected') throw answer.reason
      if (answer.value !== 'stored') return answer.value
    }
    sequence += events.length
    ids = true
    relayed(position)
  }
  return undefined
}
