import {
  type Ask,
  ClientError,
  type ClientPolicies,
  type ClientPorts,
  foreignSystem,
} from '@watertight/service'
import { Page, type PastEvent } from './past.ts'

/** The contexts whose logs are read. */
export const sources = ['orders', 'payments', 'inventory'] as const
export type Source = (typeof sources)[number]

/** Patience with one question. Whoever waits for an answer is on the telephone. */
const patienceMs = 1_500
const pageSize = 100
/** A stream is not read further than this at once. */
const mostPages = 20

export interface Read {
  readonly events: readonly PastEvent[]
  /** Its end, or what it was read for, was reached. */
  readonly isWhole: boolean
}
interface Range {
  /** Begins behind this revision. */
  readonly after?: number
  /** Read until an event is beyond. */
  readonly until?: (event: PastEvent) => boolean
  readonly signal: AbortSignal
}

/** The logs of other contexts, read where they stand; a context that does not answer rejects with a `ClientError`. */
export function logs(ports: ClientPorts, policies: ClientPolicies) {
  const asks = Object.fromEntries(
    sources.map((name) => [name, foreignSystem(name, ports, { policies, deadlineMs: patienceMs })]),
  ) as Readonly<Record<Source, Ask>>

  const page = (context: Source, path: string, after: number, limit: number, signal: AbortSignal) =>
    asks[context](
      {
        ...{ method: 'GET', signal, route: '/:aggregate/:id/history' },
        path: `${path}/history?after=${after}&limit=${limit}`,
      },
      (status, body) => {
        if (status === 404) return { events: [], next: null }
        const { stream, events, next } = Page.parse(body)
        return { events: events.map((event): PastEvent => ({ ...event, context, stream })), next }
      },
    )

  async function read(
    context: Source,
    path: string,
    { after = 0, until = () => false, signal }: Range,
  ): Promise<Read> {
    const events: PastEvent[] = []
    let from: number | null = after
    for (let pages = 0; from !== null; pages++) {
      if (pages === mostPages) return { events, isWhole: false }
      const { events: found, next } = await page(context, path, from, pageSize, signal)
      const end = found.findIndex(until)
      if (end >= 0) return { events: [...events, ...found.slice(0, end)], isWhole: true }
      events.push(...found)
      from = next
    }
    return { events, isWhole: true }
  }

  /** The revision before the first event behind that place of the context's log: a long stream is halved, not read. */
  async function seek(context: Source, path: string, position: number, signal: AbortSignal) {
    const isBehind = async (after: number) => {
      const [event] = (await page(context, path, after, 1, signal)).events
      return event === undefined || event.position > position
    }
    let low = 0
    let high = 1
    if (await isBehind(0)) return 0
    while (!(await isBehind(high))) {
      low = high
      high *= 2
    }
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (await isBehind(middle)) high = middle
      else low = middle
    }
    return high
  }

  return { read, seek, ask: asks.orders }
}
export type Logs = ReturnType<typeof logs>

/** What is wrong with a context that did not answer, for a person. */
export function whyDown(name: string, error: unknown): string {
  const code = error instanceof ClientError ? error.code : 'WT_ANSWER_UNKNOWN'
  return `${name} does not answer (${code}). The rest is shown; ask again in a moment.`
}
