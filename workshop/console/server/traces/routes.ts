import { reply } from '@watertight/ports'
import { problem, type Routes } from '@watertight/service'
import type { ScreenTools } from '../screen-routes.ts'
import type { TraceView } from '../views/trace-view.ts'
import { Collected, summaries } from './collect.ts'

const eachService = 400
const shownTraces = 200
const shownLines = 400

/** `GET /traces?find=…`, `GET /traces/TRACE`, and `GET /logs?find=…`, from what the services remember. */
export const traceRoutes = (tools: ScreenTools): Routes => ({
  'GET /traces': async (_, __, { find = '' }) => {
    const collected = new Collected(tools)
    const spans = await collected.spans(`limit=${eachService}`)
    const fits = (text: string) => text.toLowerCase().includes(find.toLowerCase())
    const wanted = new Set(
      spans
        .filter(({ trace, correlation, name, service, code = '' }) =>
          [trace, correlation, name, service, code].some(fits),
        )
        .map(({ trace }) => trace),
    )
    const found = summaries(spans.filter(({ trace }) => wanted.has(trace)))
    return reply(200, { traces: found.slice(0, shownTraces), missing: [...collected.missing] })
  },
  'GET /traces/:trace': async (_, { trace = '' }) => {
    if (!/^[0-9a-f]{32}$/.test(trace))
      return problem({
        ...{ status: 422, title: 'Not Valid', code: 'WT_QUERY_INVALID' },
        detail: 'A trace is named by 32 hexadecimal digits.',
      })
    const collected = new Collected(tools)
    const query = `limit=10000&trace=${trace}`
    const [spans, logs] = await Promise.all([collected.spans(query), collected.logs(query)])
    const view: TraceView = {
      spans: spans.toSorted((a, b) => a.start - b.start || b.ms - a.ms),
      logs: logs.toSorted((a, b) => a.at - b.at),
      missing: [...collected.missing],
    }
    return reply(200, view)
  },
  'GET /logs': async (_, __, { find = '' }) => {
    const collected = new Collected(tools)
    const lines = await collected.logs(`limit=${shownLines}`)
    const wanted = find.toLowerCase()
    const found = lines.filter(({ service, level, message, facts, trace }) =>
      [service, level, message, facts, trace].some((text) => text.toLowerCase().includes(wanted)),
    )
    const newest = found.toSorted((a, b) => b.at - a.at).slice(0, shownLines)
    return reply(200, { logs: newest, missing: [...collected.missing] })
  },
})
