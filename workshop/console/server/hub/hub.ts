import { header, type Ports, type Reply, type Request, type Stream } from '@watertight/ports'
import type { Entries } from '../views/message.ts'
import { Changes } from './changes.ts'

export interface HubOptions {
  /** What is found, again and again; it is left when nobody watches. */
  watch(signal: AbortSignal): AsyncIterable<Entries>
}

/** What all screens show, as one stream of changes. */
export interface Hub {
  /** Answers one browser's EventSource: a snapshot, then every change; after `Last-Event-ID` only what it has missed. */
  stream(request: Pick<Request, 'headers' | 'signal'>): Reply<Stream>
  /** Tells at once what watching need not find. */
  publish(entries: Entries): void
}

const heartbeatMs = 15_000
/** At four changes a second, five minutes: a page that was away for less has no gap. */
const keptChanges = 1_200

const headers = Object.freeze({
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
})

/**
 * Watches for all browsers together, and not while there are none. A browser that reads slowly takes the changes it has missed, or a
 * snapshot where they are too many: it holds up nobody.
 */
export function hub(
  ports: Pick<Ports, 'clock' | 'ids' | 'spawn' | 'log'>,
  { watch }: HubOptions,
): Hub {
  const { clock, spawn, log } = ports
  const changes = new Changes(keptChanges)
  // numbers of another process mean nothing here
  const life = ports.ids.next().replaceAll('-', '')
  const waiting = new Set<() => void>()
  let watchers = 0
  let looking: Promise<void> | undefined

  function publish(entries: Entries): void {
    if (changes.record(clock.wallTime(), entries)) for (const wake of [...waiting]) wake()
  }

  /** Resolves when something has been found. */
  function start(): Promise<void> {
    if (looking !== undefined) return looking
    const first = Promise.withResolvers<void>()
    looking = first.promise
    spawn('watch', async (signal) => {
      try {
        for await (const found of watch(signal)) {
          publish(found)
          first.resolve()
          if (watchers > 0) continue
          // whoever comes while this ends begins anew
          looking = undefined
          break
        }
      } catch (error) {
        if (!signal.aborted) log('error', 'watching the services failed', { error })
      } finally {
        if (looking === first.promise) looking = undefined
        first.resolve()
      }
    })
    return looking
  }

  /** Resolves with false when nothing changed for a heartbeat; with true on a change, and when the browser leaves. */
  function changed(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (is: boolean) => {
        waiting.delete(wake)
        timer.cancel()
        signal.removeEventListener('abort', wake)
        resolve(is)
      }
      const wake = () => settle(true)
      const timer = clock.after(heartbeatMs, () => settle(false))
      waiting.add(wake)
      signal.addEventListener('abort', wake, { once: true })
    })
  }

  const message = (event: string, number: number, data: object) =>
    `event: ${event}\nid: ${life}.${number}\ndata: ${JSON.stringify(data)}\n\n`

  async function* follow(
    from: number | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    watchers++
    try {
      yield 'retry: 1000\n\n'
      await start()
      let sent = from
      while (!signal.aborted) {
        const missed = sent === undefined ? undefined : changes.after(sent)
        if (missed === undefined)
          yield message('snapshot', changes.number, changes.snapshot(clock.wallTime()))
        else for (const one of missed) yield message('change', one.number, one.change)
        sent = missed === undefined ? changes.number : (missed.at(-1)?.number ?? sent)
        if (sent === changes.number && !(await changed(signal))) yield ': still here\n\n'
      }
    } finally {
      watchers--
    }
  }

  return {
    publish,
    stream({ headers: asked, signal }) {
      const [of, number] = header(asked, 'last-event-id')?.split('.') ?? []
      const isOurs = of === life && /^\d{1,15}$/.test(number ?? '')
      return { status: 200, headers, body: follow(isOurs ? Number(number) : undefined, signal) }
    },
  }
}
