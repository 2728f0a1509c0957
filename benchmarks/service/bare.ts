// A Fastify route that parses the body and appends it to our event store, in a process of its own: bare.ts FOLDER [validating]
import { eventStore } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import { uuidv7 } from '@watertight/ports'
import { fileStorage, systemClock, systemRandom } from '@watertight/ports/node'
import { fastify } from 'fastify'
import { contestant } from './contestant.ts'
import { OrderBody, OrderPlaced, totalPence } from './orders.ts'

const [folder = '', validating] = process.argv.slice(2)
const store = await eventStore({
  engine: sqlite({ storage: fileStorage(folder), name: 'orders' }),
  events: [OrderPlaced],
  ports: { clock: systemClock, ids: uuidv7(systemClock, systemRandom) },
})
const app = fastify()
app.post<{ Params: { number: string }; Body: OrderBody }>(
  '/order/:number/place-order',
  async ({ params: { number }, body }, reply) => {
    const order = validating ? OrderBody.parse(body) : body
    const stream = `order-${number}`
    const data = { number, ...order, totalPence: totalPence(order.lines) }
    const answer = await store.append(stream, { type: 'OrderPlaced', data }, { expect: 'none' })
    if (answer.is !== 'appended') return reply.code(409).send({ is: answer.is })
    return reply.code(201).send({ stream, revision: answer.revision, position: answer.position })
  },
)
const address = await app.listen({ host: '127.0.0.1', port: 0 })
contestant({
  port: Number(new URL(address).port),
  streams: async () => (await store.readLog().toArray()).map(({ stream }) => stream),
})
