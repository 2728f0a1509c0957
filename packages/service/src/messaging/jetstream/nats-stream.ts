import {
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream'
import { connect, headers, type NatsConnection } from '@nats-io/transport-node'
import { activity } from '@watertight/ports/node'
import { ServiceError } from '../../service-error.ts'
import type { BrokerStream } from '../broker/broker.ts'
import { readAhead } from '../read-ahead.ts'
import type { NatsOptions, StreamOptions } from './options.ts'

const callMs = 5_000
const connectMs = 3_000
/** Two unanswered pings, and the connection is lost. */
const pingMs = 5_000
/** Silence of twice the heartbeat, and the library asks again for what comes next. */
const pulling = { expires: 10_000, idle_heartbeat: 2_500 }
const wrongLastSequence = 10_071
const streamNotFound = 10_059

/** Connects to the stream of a context, and makes it where it is to be made. */
export async function natsStream(
  context: string,
  { connection, ...options }: NatsOptions,
  create: boolean,
): Promise<BrokerStream> {
  const server = await answerOf(
    connect({
      ...{ timeout: connectMs, pingInterval: pingMs, maxPingOut: 2 },
      ...connection,
      reconnect: false,
    }),
  )
  try {
    return await opened(server, context, options, create)
  } catch (error) {
    await server.close()
    throw error
  }
}

async function opened(
  server: NatsConnection,
  context: string,
  { prefix, replicas, maxBytes, duplicateWindowMs }: StreamOptions,
  create: boolean,
): Promise<BrokerStream> {
  if (!/^[A-Za-z0-9_-]+$/.test(context))
    throw new ServiceError('WT_OPTION_INVALID', `a stream cannot be named after '${context}'`)
  const name = `${prefix}-${context}`
  const subjects = `${prefix}.${context}`
  const manager = await answerOf(jetstreamManager(server, { timeout: callMs }))
  const client = jetstream(server, { timeout: callMs })
  const lost = lostWith(server)

  const info = () => answerOf(manager.streams.info(name))
  const filter = `${subjects}.>`
  if (create && !(await exists(manager, name)))
    await answerOf(
      manager.streams.add({
        name,
        subjects: [filter],
        num_replicas: replicas,
        duplicate_window: duplicateWindowMs * 1_000_000,
        ...(maxBytes > 0 && { max_bytes: maxBytes }),
      }),
    )
  else {
    const { retention, subjects: taken } = (await info()).config
    if (retention !== 'limits' || !taken.includes(filter))
      throw new ServiceError(
        'WT_BROKER_REFUSED',
        `the stream ${name} is there with retention ${retention} and subjects ${taken}, and must have limits and ${filter}`,
        { name, retention, subjects: taken },
      )
  }

  const message = async (query: { seq: number; next_by_subj?: string }) => {
    const found = await answerOf(manager.streams.getMessage(name, query as { seq: number }))
    return found ? { sequence: found.seq, text: found.string() } : undefined
  }

  return {
    lost,
    async ends() {
      const { created, state } = await info()
      const { first_seq, last_seq, messages } = state
      return { first: messages === 0 ? last_seq + 1 : first_seq, last: last_seq, made: created }
    },
    at: (seq) => message({ seq }),
    from: (seq) => message({ seq, next_by_subj: filter }),
    async append(text, { after, type, id }) {
      const how = headers()
      how.set('content-type', 'application/cloudevents+json; charset=UTF-8')
      try {
        const { duplicate } = await client.publish(`${subjects}.${tokensOf(type)}`, text, {
          headers: how,
          expect: { streamName: name, lastSequence: after },
          ...(id !== undefined && { msgID: id }),
        })
        return duplicate ? 'repeated' : 'stored'
      } catch (error) {
        if (error instanceof JetStreamApiError && error.code === wrongLastSequence) return 'raced'
        throw lostOrRefused(error)
      }
    },
    async *read(sequence, signal) {
      const consumer = await answerOf(
        client.consumers.get(name, {
          deliver_policy: DeliverPolicy.StartSequence,
          opt_start_seq: sequence,
        }),
      )
      const messages = await answerOf(consumer.consume({ max_messages: 200, ...pulling }))
      yield* readAhead(
        messages,
        (message) => {
          activity.mark()
          return { sequence: message.seq, text: message.string() }
        },
        () => void messages.stop(),
        signal,
      )
    },
    close: () => server.close(),
  }
}

async function exists(manager: JetStreamManager, name: string): Promise<boolean> {
  try {
    await manager.streams.info(name)
    return true
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === streamNotFound) return false
    throw lostOrRefused(error)
  }
}

/** Fires when the connection ends, however it does. */
function lostWith(server: NatsConnection): AbortSignal {
  const lost = new AbortController()
  void server.closed().then((error) => {
    lost.abort(
      new ServiceError('WT_BROKER_LOST', `the connection to NATS ended (${wordsOf(error)})`),
    )
  })
  return lost.signal
}

/** A type's name as tokens of a subject, so that others can listen to some types alone. */
const tokensOf = (type: string): string =>
  type
    .split('.')
    .map((token) => token.replace(/[^\w-]/g, '_') || '_')
    .join('.')

const answerOf = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error) => {
    throw lostOrRefused(error)
  })

const wordsOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'closed'

/** A stream that is not there yet is made by its publisher, so it counts as weather too. */
function lostOrRefused(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error
  const isRefused =
    (error instanceof JetStreamApiError && error.code !== streamNotFound) ||
    (error instanceof Error &&
      /Authorization|Permission|Authentication|NotEnabled|Invalid/.test(error.name))
  return isRefused
    ? new ServiceError('WT_BROKER_REFUSED', `NATS refused (${wordsOf(error)})`)
    : new ServiceError('WT_BROKER_LOST', `NATS did not answer (${wordsOf(error)})`)
}
