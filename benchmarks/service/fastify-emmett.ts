// A Fastify route and Emmett's command handler on SQLite, in a process of its own: fastify-emmett.ts FILE
import { fastify } from 'fastify'
import { contestant } from './contestant.ts'
import { emmettOrders } from './emmett-orders.ts'
import { OrderBody } from './orders.ts'

const [file = ''] = process.argv.slice(2)
const orders = await emmettOrders(file, 'queued')
const app = fastify()
app.post<{ Params: { number: string } }>(
  '/order/:number/place-order',
  async ({ params: { number }, body }, reply) =>
    reply.code(201).send(await orders.place(number, OrderBody.parse(body))),
)
const address = await app.listen({ host: '127.0.0.1', port: 0 })
contestant({ port: Number(new URL(address).port), streams: orders.streams })
