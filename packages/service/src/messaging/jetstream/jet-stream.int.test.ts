import {
  type JetStreamManager,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
} from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { activity } from '@watertight/ports/node'
import { describe, expect, it } from 'vitest'
import { onRealPorts } from '../../test-kit/real-place.ts'
import { messagingContract } from '../testing/contract.ts'
import { hasNatsServer, NatsServer } from '../testing/nats-server.ts'
import { storyIn } from '../testing/story.ts'
import { jetStream } from './jet-stream.ts'
import { natsStream } from './nats-stream.ts'
import { checkStreamOptions } from './options.ts'

const isHere = hasNatsServer()
const limit = { timeout: 60_000 }
const name = 'watertight-bank'

let server: NatsServer

/** An operator at the server. */
async function operating(
  work: (manager: JetStreamManager, connection: NatsConnection) => Promise<void>,
) {
  const connection = await connect({ servers: server.address })
  try {
    await work(await jetstreamManager(connection), connection)
  } finally {
    await connection.close()
  }
}

const onJetStream = onRealPorts(async () => {
  server = await NatsServer.started()
  return {
    messaging: jetStream({ connection: { servers: server.address }, duplicateWindowMs: 100 }),
    carrier: {
      stop: () => server.kill(),
      start: () => server.start(),
      save: () => server.save(),
      loseTheRest: () => server.loseTheRest(),
      // half is purged; the window for ids is over by then
      age: () =>
        operating(async (manager) => {
          const { state } = await manager.streams.info(name)
          await manager.streams.purge(name, { seq: Math.ceil(state.last_seq / 2) })
        }),
    },
    clear: () => server.remove(),
  }
})
describe.skipIf(!isHere)('with the program nats-server', () => {
  messagingContract(
    { describe, test: (name, body) => it(name, limit, body) },
    'NATS JetStream',
    onJetStream,
  )

  describe('a stream of JetStream', () => {
    it(
      'marks what comes by it: whoever waits for news of the process hears of it',
      limit,
      async () => {
        const server = await NatsServer.started()
        const leave = new AbortController()
        try {
          const options = { ...checkStreamOptions({}), connection: { servers: server.address } }
          const stream = await natsStream('bank', options, true)
          const { next } = activity
          const reading = stream.read(1, leave.signal)[Symbol.asyncIterator]()
          const first = reading.next()
          await stream.append('{}', { after: 0, type: 'Deposited' })
          expect((await first).value).toEqual([{ sequence: 1, text: '{}' }])
          expect(next.aborted).toBe(true)
          leave.abort()
          await reading.return?.()
          await stream.close()
        } finally {
          await server.remove()
        }
      },
    )

    it('holds CloudEvents under their types, with their ids', limit, () =>
      onJetStream(async (place) => {
        const story = storyIn(place)
        const bank = await story.bank()
        const books = await story.books()
        await story.deposit(bank, 'a')
        await story.hasEntered(books, 'a', 1)
        const [event] = await bank.running.store.readLog().toArray()
        await operating(async (manager) => {
          const message = await manager.streams.getMessage(name, { seq: 1 })
          expect(message?.subject).toBe('watertight.bank.bank.Deposited.v1')
          expect(message?.header.get('content-type')).toBe(
            'application/cloudevents+json; charset=UTF-8',
          )
          expect(message?.header.get('Nats-Msg-Id')).toBe(event?.id)
          expect(message?.json()).toMatchObject({
            ...{ specversion: '1.0', id: event?.id, source: 'bank', subject: 'a' },
            ...{ type: 'bank.Deposited.v1', data: { amount: 1, number: 1 } },
          })
        })
      }),
    )

    it('may hold what others put there: it is passed over, and nothing is done twice', limit, () =>
      onJetStream(async (place) => {
        const story = storyIn(place)
        const bank = await story.bank()
        const early = await story.books()
        await story.deposit(bank, 'a', 2)
        await story.hasEntered(early, 'a', 2)
        await operating(async (manager, connection) => {
          const first = await manager.streams.getMessage(name, { seq: 1 })
          for (const text of [first?.string() ?? '', 'rubbish', '{"position":7}'])
            await jetstream(connection).publish('watertight.bank.other', text)
        })
        await story.deposit(bank, 'a')
        await story.hasEntered(early, 'a', 3)
        expect(await story.feed(early)).toMatchObject({ malformed: 2, parked: 0 })
      }),
    )

    it('that somebody made otherwise is not used, and both sides say so', limit, () =>
      onJetStream(async (place) => {
        const story = storyIn(place)
        await operating(async (manager) => {
          const subjects = ['watertight.bank.>']
          await manager.streams.add({ name, subjects, retention: RetentionPolicy.Workqueue })
        })
        const bank = await story.bank()
        const books = await story.books()
        await story.deposit(bank, 'a')
        const saysSo = (failing?: string) =>
          /^WT_BROKER_REFUSED: .* retention workqueue/.test(failing ?? '')
        await story.until(async () => {
          const { relay } = await story.ask(bank, 'bank', 'GET', '/status')
          return saysSo(relay.failing) && saysSo((await story.feed(books)).failing)
        })
        await operating(async (manager) => {
          await manager.streams.delete(name)
        })
        await story.hasEntered(books, 'a', 1)
      }),
    )

    it('that is removed while somebody listens is filled again, and acted on once', limit, () =>
      onJetStream(async (place) => {
        const story = storyIn(place)
        const bank = await story.bank()
        const books = await story.books()
        await story.deposit(bank, 'a', 3)
        await story.hasEntered(books, 'a', 3)
        await operating(async (manager) => {
          await manager.streams.delete(name)
        })
        await story.deposit(bank, 'a', 2)
        await story.hasEntered(books, 'a', 5)
      }),
    )
  })
})
