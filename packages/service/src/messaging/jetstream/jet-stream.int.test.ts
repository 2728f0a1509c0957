import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { describe, it } from 'vitest'
import { hasNatsServer, NatsServer } from '../../test-kit/nats-server.ts'
import { onRealPorts } from '../../test-kit/real-place.ts'
import { messagingContract } from '../testing/contract.ts'
import { jetStream } from './jet-stream.ts'

const isHere = hasNatsServer()
const limit = { timeout: 60_000 }

/** NATS is told to forget by purging half, and by a window for ids that is over by then. */
async function age(address: string): Promise<void> {
  const connection = await connect({ servers: address })
  const manager = await jetstreamManager(connection)
  const { state } = await manager.streams.info('watertight-bank')
  await manager.streams.purge('watertight-bank', { seq: Math.ceil(state.last_seq / 2) })
  await connection.close()
}

const onJetStream = onRealPorts(async () => {
  const server = await NatsServer.started()
  return {
    messaging: jetStream({ connection: { servers: server.address }, duplicateWindowMs: 100 }),
    carrier: {
      stop: () => server.kill(),
      start: () => server.start(),
      save: () => server.save(),
      loseTheRest: () => server.loseTheRest(),
      age: () => age(server.address),
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
})
