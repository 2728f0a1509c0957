// @fastify/http-proxy before one endpoint, as its documentation shows it.
import type { AddressInfo } from 'node:net'
import proxy from '@fastify/http-proxy'
import fastify from 'fastify'
import { answer } from '../eventstore/peer.ts'
import { cpu } from './cpu.ts'

const app = fastify()
await app.register(proxy, { upstream: process.argv[2] as string })
await app.listen({ port: 0, host: '127.0.0.1' })

answer({ cpu, listen: async () => (app.server.address() as AddressInfo).port })
