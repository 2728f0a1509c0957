import { reply } from '@watertight/ports'
import type { Registry } from 'prom-client'
import { answerWith } from '../http/problem.ts'
import type { Routes } from '../http/router.ts'
import { type Recent, recentDefaults } from './recent.ts'

const limitUnlessTold = '100'

/** `GET /metrics` in Prometheus' text format, and `GET /telemetry/recent`: what was done last, newest first. */
export const telemetryRoutes = (registry: Registry, recent: Recent): Routes => ({
  'GET /metrics': async () => ({
    status: 200,
    headers: { 'content-type': registry.contentType },
    body: await registry.metrics(),
  }),
  'GET /telemetry/recent': (_, __, { limit = limitUnlessTold, trace }) => {
    if (!/^\d{1,5}$/.test(limit) || Number(limit) > recentDefaults.largest)
      return unfit('limit', `expected a whole number up to ${recentDefaults.largest}`)
    if (trace !== undefined && !/^[0-9a-f]{32}$/.test(trace))
      return unfit('trace', 'expected the 32 hexadecimal digits of a trace id')
    const found = recent.list({ limit: Number(limit), trace })
    const dated = found.map((done) => ({ ...done, start: new Date(done.start).toISOString() }))
    return reply(200, { recent: dated })
  },
})

const unfit = (parameter: string, message: string) =>
  answerWith('WT_QUERY_INVALID', 'This cannot be asked.', {
    errors: [{ path: [parameter], message }],
  })
