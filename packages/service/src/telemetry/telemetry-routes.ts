import { reply } from '@watertight/ports'
import type { Registry } from 'prom-client'
import { answerWith } from '../http/problem.ts'
import type { Query, Routes } from '../http/router.ts'
import { type Recent, recentDefaults } from './recent.ts'
import type { RecentLog } from './recent-log.ts'

const limitUnlessTold = '100'

/** `GET /metrics` in Prometheus' text format; `GET /telemetry/recent`, what was done last, and `GET /telemetry/logs`, what was said last, newest first. */
export const telemetryRoutes = (registry: Registry, recent: Recent, log: RecentLog): Routes => ({
  'GET /metrics': async () => ({
    status: 200,
    headers: { 'content-type': registry.contentType },
    body: await registry.metrics(),
  }),
  'GET /telemetry/recent': (_, __, query) => {
    const { wrong, ...asked } = askedFor(query)
    if (wrong) return wrong
    const found = recent.list(asked)
    const dated = found.map((done) => ({ ...done, start: new Date(done.start).toISOString() }))
    return reply(200, { recent: dated })
  },
  'GET /telemetry/logs': (_, __, query) => {
    const { wrong, ...asked } = askedFor(query)
    if (wrong) return wrong
    const found = log.list(asked)
    return reply(200, {
      logs: found.map((line) => ({ ...line, at: new Date(line.at).toISOString() })),
    })
  },
})

function askedFor({ limit = limitUnlessTold, trace }: Query) {
  const asked = { limit: Number(limit), trace }
  if (!/^\d{1,5}$/.test(limit) || asked.limit > recentDefaults.largest)
    return {
      ...asked,
      wrong: unfit('limit', `expected a whole number up to ${recentDefaults.largest}`),
    }
  if (trace !== undefined && !/^[0-9a-f]{32}$/.test(trace))
    return { ...asked, wrong: unfit('trace', 'expected the 32 hexadecimal digits of a trace id') }
  return { ...asked, wrong: undefined }
}

const unfit = (parameter: string, message: string) =>
  answerWith('WT_QUERY_INVALID', 'This cannot be asked.', {
    errors: [{ path: [parameter], message }],
  })
