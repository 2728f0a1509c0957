import { json } from '@watertight/ports'
import { z } from 'zod'
import type { ScreenTools } from '../screen-routes.ts'
import type { LogView, SpanView, TraceSummary } from '../views/trace-view.ts'

const time = z.string().transform((text) => Date.parse(text))
const recentAnswer = z.object({
  recent: z.array(
    z.object({
      ...{ kind: z.string(), name: z.string(), start: time, ms: z.number() },
      status: z.union([z.number(), z.string()]),
      ...{ trace: z.string(), span: z.string(), correlation: z.string() },
      ...{ parent: z.string().optional(), code: z.string().optional() },
    }),
  ),
})
const logsAnswer = z.object({
  logs: z.array(
    z.object({
      ...{ at: time, level: z.string(), message: z.string(), trace: z.string() },
      facts: z.string(),
    }),
  ),
})

const askMs = 2_000

/** What all services remember of their last work and of what they said; those that do not answer are named. */
export class Collected {
  readonly #tools: Pick<ScreenTools, 'ports' | 'directory'>
  readonly missing = new Set<string>()

  constructor(tools: Pick<ScreenTools, 'ports' | 'directory'>) {
    this.#tools = tools
  }

  spans(query: string): Promise<readonly SpanView[]> {
    return this.#all(`/telemetry/recent?${query}`, (service, body) =>
      (recentAnswer.safeParse(body).data?.recent ?? []).map(
        ({ status, parent, code, ...done }): SpanView => ({
          ...{ service, ...done, status: String(status), isFailed: isFailure(status) },
          ...(parent !== undefined && { parent }),
          ...(code !== undefined && { code }),
        }),
      ),
    )
  }

  logs(query: string): Promise<readonly LogView[]> {
    return this.#all(`/telemetry/logs?${query}`, (service, body) =>
      (logsAnswer.safeParse(body).data?.logs ?? []).map((line) => ({ service, ...line })),
    )
  }

  async #all<T>(path: string, read: (service: string, body: unknown) => readonly T[]) {
    const { ports, directory } = this.#tools
    const deadline = ports.clock.now() + askMs
    const each = [...directory.keys()].map(async (to) => {
      try {
        const { status, body } = await ports.transport.call({ to, method: 'GET', path, deadline })
        // a service without memory of its work has nothing to add
        return status === 200 ? read(to, json(body)) : []
      } catch {
        this.missing.add(to)
        return []
      }
    })
    return (await Promise.all(each)).flat()
  }
}

const isFailure = (status: number | string) =>
  typeof status === 'number' ? status >= 500 : status === 'failed'

/** Each trace in one line, the newest first. */
export function summaries(spans: readonly SpanView[]): readonly TraceSummary[] {
  const traces = Map.groupBy(spans, ({ trace }) => trace)
  return [...traces]
    .map(([trace, all]): TraceSummary => {
      const first = all.reduce((a, b) => (b.start < a.start ? b : a))
      const end = Math.max(...all.map(({ start, ms }) => start + ms))
      return {
        ...{ trace, start: first.start, ms: end - first.start },
        ...{ name: first.name, service: first.service, spans: all.length },
        services: [...new Set(all.map(({ service }) => service))].sort(),
        failed: all.filter(({ isFailed }) => isFailed).length,
      }
    })
    .sort((a, b) => b.start - a.start)
}
