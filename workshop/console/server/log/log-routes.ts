import { json, type Ports, type Reply, type Request, reply } from '@watertight/ports'
import { problem, type Routes } from '@watertight/service'
import { z } from 'zod'
import { asking, everywhere, type Said } from './ask.ts'

const Disclosure = z.strictObject({ stream: z.string(), reason: z.string() })

/** What may be the id of a story. */
const isStory = /^[\w.:~-]{16,200}$/

/** How far a service may be asked to fold for one answer. */
const foldPatienceMs = 10_000

export interface LogTools {
  readonly ports: Pick<Ports, 'transport' | 'clock'>
  /** Where the services are, as it is known at each moment. */
  readonly directory: ReadonlyMap<string, string>
}

/** What the log screen asks, answered by the services that have the logs. Each keeps its own, and hides what is personal before it comes here. */
export function logRoutes({ ports, directory }: LogTools): Routes {
  const ask = asking(ports)
  const services = () => [...directory.keys()].filter((name) => name !== 'console')
  const isLog = (service: string | undefined): service is string =>
    service !== undefined && services().includes(service)

  /** The same path of one service, and what it says as it says it. */
  const passed =
    (
      path: (params: { readonly [name: string]: string }) => string,
      route: string,
      patienceMs?: number,
    ) =>
    async (
      { signal, path: asked }: Request,
      params: { readonly [name: string]: string },
    ): Promise<Reply> => {
      const { service } = params
      if (!isLog(service)) return unknown(service)
      const query = asked.includes('?') ? asked.slice(asked.indexOf('?')) : ''
      const said = await ask(service, {
        ...{ path: path(params) + query, route, signal },
        ...(patienceMs !== undefined && { patienceMs }),
      })
      return told(said)
    }

  /** The streams that a story of late has touched, by the last of its events in each. */
  async function storyStreams(correlation: string, signal: AbortSignal) {
    const now = encodeURIComponent(new Date(ports.clock.wallTime()).toISOString())
    const path = `/log/stories/${encodeURIComponent(correlation)}?time=${now}`
    const { found } = await everywhere(ask, services(), {
      ...{ path, route: '/log/stories/:correlation', signal },
    })
    const last = new Map<string, object>()
    for (const { service, body } of found)
      for (const { stream, revision, at } of body.events)
        last.set(`${service}/${stream}`, { service, stream, event: revision, at, by: 'story' })
    return [...last.values()]
  }

  return {
    'GET /api/log/find': async ({ signal }, _, { q = '' }) => {
      if (typeof q !== 'string' || q.length > 200)
        return unfit('Ask with q, a text of 200 characters at most.')
      const path = `/log/streams?limit=25&find=${encodeURIComponent(q)}`
      const { found, silent } = await everywhere(ask, services(), {
        ...{ path, route: '/log/streams', signal },
      })
      const streams = found.flatMap(({ service, body }) =>
        body.streams.map((stream: object) => ({ service, ...stream })),
      )
      // whoever asks for nothing sees what happened last, wherever it was
      if (q.trim() === '') streams.sort((a: At, b: At) => b.at - a.at)
      const story = isStory.test(q) ? await storyStreams(q, signal) : []
      return reply(200, { streams: [...streams, ...story], silent })
    },

    'GET /api/log/stories/:correlation': async (
      { signal },
      { correlation = '' },
      { time = '' },
    ) => {
      const path = `/log/stories/${encodeURIComponent(correlation)}?time=${encodeURIComponent(time)}`
      const route = '/log/stories/:correlation'
      const { found, silent } = await everywhere(ask, services(), { path, route, signal })
      const events = found.flatMap(({ service, body }) =>
        (body.events ?? []).map((event: object) => ({ service, ...event })),
      )
      const looked = found.map(({ service, body: { after, to, head } }) => ({
        service,
        after,
        to,
        head,
      }))
      return reply(200, { events, looked, silent })
    },

    'GET /api/log/:service/streams/:stream': passed(
      ({ stream }) => `/log/streams/${encodeURIComponent(stream as string)}`,
      '/log/streams/:stream',
    ),
    'GET /api/log/:service/streams/:stream/steps': passed(
      ({ stream }) => `/log/streams/${encodeURIComponent(stream as string)}/steps`,
      '/log/streams/:stream/steps',
      foldPatienceMs,
    ),
    'GET /api/log/:service/streams/:stream/events/:revision': passed(
      ({ stream, revision }) =>
        `/log/streams/${encodeURIComponent(stream as string)}/events/${encodeURIComponent(revision as string)}`,
      '/log/streams/:stream/events/:revision',
    ),

    'POST /api/log/:service/disclosures': async ({ body, signal }, { service }) => {
      if (!isLog(service)) return unknown(service)
      const wanted = Disclosure.safeParse(bodyOf(body))
      if (!wanted.success) return unfit('Send {"stream": its name, "reason": why}.')
      return told(
        await ask(service, {
          ...{ method: 'POST', path: '/log/disclosures', route: '/log/disclosures' },
          ...{ body: wanted.data, signal },
        }),
      )
    },

    'GET /api/log/parked': async ({ signal }) => {
      const states = await everywhere(ask, services(), {
        path: '/status',
        route: '/status',
        signal,
      })
      const feeds = states.found.flatMap(({ service, body }) =>
        Object.entries((body.feeds ?? {}) as { [feed: string]: { parked?: number } })
          .filter(([, { parked = 0 }]) => parked > 0)
          .map(([feed]) => ({ service, feed })),
      )
      const lists = await Promise.all(
        feeds.map(async ({ service, feed }) => {
          const path = `/feeds/${encodeURIComponent(feed)}/parked?limit=100`
          const said = await ask(service, { path, route: '/feeds/:feed/parked', signal })
          if (said.is === 'silent') return { parked: [], silent: [said.because] }
          const parked = said.status === 200 ? said.body.parked : []
          return { parked: parked.map((one: object) => ({ service, feed, ...one })), silent: [] }
        }),
      )
      return reply(200, {
        parked: lists.flatMap(({ parked }) => parked),
        silent: [...states.silent, ...lists.flatMap(({ silent }) => silent)],
      })
    },

    'POST /api/log/:service/parked/:feed/:position/retry': async ({ signal }, params) => {
      const { service, feed = '', position = '' } = params
      if (!isLog(service)) return unknown(service)
      const path = `/feeds/${encodeURIComponent(feed)}/parked/${encodeURIComponent(position)}/retry`
      const route = '/feeds/:feed/parked/:position/retry'
      return told(await ask(service, { method: 'POST', path, route, signal }))
    },
  }
}

interface At {
  readonly at: number
}

const told = (said: Said): Reply =>
  said.is === 'said'
    ? { ...reply(said.status, said.body), headers: answered(said.status) }
    : problem({
        status: 503,
        title: 'No Answer',
        code: 'WT_STORE_UNAVAILABLE',
        detail: said.because,
      })

const answered = (status: number) => ({
  'content-type': status < 400 ? 'application/json' : 'application/problem+json',
  'cache-control': 'no-store',
})

const unfit = (detail: string) =>
  problem({ status: 422, title: 'Not Valid', code: 'WT_INPUT_INVALID', detail })

const unknown = (service: string | undefined) =>
  problem({
    ...{ status: 404, title: 'Not Found', code: 'WT_NOT_FOUND' },
    detail: `No service ${String(service).slice(0, 60)} with a log runs here. Choose one of those that the search names.`,
  })

function bodyOf(body: Request['body']): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}
