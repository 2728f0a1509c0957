// One endpoint, in a process of its own: a film's rating, and a count of what arrived.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer } from '../eventstore/peer.ts'
import { cpu } from './cpu.ts'
import { film } from './film.ts'

const seen = { requests: 0, traced: 0, timed: 0, secondTries: 0 }
let toFail = 0

const server = createServer((request, response) => {
  const { headers } = request
  seen.requests++
  if (headers.traceparent !== undefined) seen.traced++
  if (headers['x-envoy-expected-rq-timeout-ms'] !== undefined) seen.timed++
  if (headers['x-envoy-attempt-count'] === '2') seen.secondTries++
  if (toFail > 0) {
    toFail--
    response.writeHead(503).end()
    return
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': film.length })
  response.end(film)
})
server.keepAliveTimeout = 300_000
server.listen(0, '127.0.0.1')
await once(server, 'listening')

answer({
  cpu,
  listen: async () => (server.address() as AddressInfo).port,
  requests: async () => seen.requests,
  traced: async () => seen.traced,
  timed: async () => seen.timed,
  secondTries: async () => seen.secondTries,
  /** The next so many requests are refused. */
  async fail(times) {
    toFail = times
    return times
  },
})
