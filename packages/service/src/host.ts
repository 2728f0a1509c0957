import type { BoundedContext, CommandType, EventType, Projection } from '@watertight/domain'
import { type EventStore, eventStore } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import { Deadlines, type Ports, type Reply, reply, type Server, type Task } from '@watertight/ports'
import { type AuthOptions, anybody, authority as authorityOf } from './auth/authority.ts'
import { bearing, type TokenFor } from './auth/bearing.ts'
import { type Automation, automate } from './automation.ts'
import { decider as deciding } from './decider.ts'
import { feed } from './feed.ts'
import { type Following, follow } from './follow.ts'
import { commandDesk } from './http/commands.ts'
import type { Endpoints } from './http/endpoint.ts'
import { feedRoute } from './http/feed-route.ts'
import { history } from './http/history.ts'
import { checkHttpOptions, type HttpOptions } from './http/http-options.ts'
import { seenByLog } from './http/positions.ts'
import { problemRoutes } from './http/problem-routes.ts'
import { readEndpoints } from './http/read-models.ts'
import { forgetKeys, RequestKeys } from './http/request-keys.ts'
import type { Route, Routes } from './http/router.ts'
import { serviceHandler } from './http/service-handler.ts'
import { Feeds, inbox as openInbox } from './inbox.ts'
import { ServiceError } from './service-error.ts'
import { type TelemetryOptions, telemetry } from './telemetry/telemetry.ts'

export interface HostOptions {
  readonly context: BoundedContext
  /** Kept in the append's own transaction: whoever reads after an answer sees its effect. */
  readonly readModels?: readonly Projection[]
  /** Calls made through these ports carry the trace and the story of the work they belong to; logs are redacted. */
  readonly automations?: (store: EventStore<EventType>, ports: Ports) => readonly Automation[]
  /** What may be asked beside the commands and the read models. With `auth`, `GET` takes the roles of `read`, anything else those of `status`. */
  readonly routes?: (store: EventStore<EventType>, ports: Ports) => Routes
  /** Who may do what. Without it everybody who reaches the service may do everything, so it serves this machine alone. */
  readonly auth?: AuthOptions
  /** The token to show to a context whose feed it hears. */
  readonly tokenFor?: TokenFor
  /** What it takes, and for how long. */
  readonly http?: HttpOptions
  /** Facts of its own for `/status`. */
  readonly status?: () => object
  readonly telemetry?: TelemetryOptions
}

export interface Hosted {
  readonly address: string
  readonly store: EventStore<EventType>
  /** Says so on `/readyz`, serves for `http.graceMs` more, refuses new requests, waits for those in hand and for the work in hand, then closes the log. */
  stop(): Promise<void>
}

/** Runs a bounded context as a service: its commands and log over HTTP, its published events as a feed, its translations of others' feeds, and the work it does by itself. Throws WT_AUTH_MISSING where other machines could reach it without `auth`. */
export async function host(outside: Ports, options: HostOptions): Promise<Hosted> {
  const { context, readModels = [] } = options
  const observed = telemetry(context, outside, options.telemetry)
  const { ports } = observed
  const { clock, storage, transport, spawn } = ports
  const http = checkHttpOptions(options.http ?? {})
  const accepted = (context.accepts as readonly CommandType[]).map(({ type }) => type)
  const authority = options.auth && authorityOf(options.auth, accepted, clock)
  if (transport.isPublic && authority === undefined)
    throw new ServiceError(
      'WT_AUTH_MISSING',
      `${context.name} could be reached from other machines`,
    )
  const events = [...new Set(context.owns.flatMap((owner) => owner.events as EventType[]))]
  const store = await eventStore<EventType>({
    engine: sqlite({ storage, name: context.name }),
    events,
    inline: readModels,
    tables: [RequestKeys, Feeds],
    ports,
  })
  const decider = deciding(context, store, clock, observed)
  const seen = seenByLog(store)
  const published = feed(context, store, clock)
  const automations = options.automations?.(store, ports) ?? []
  const lists = automations.map((one) => ({ one, ...automate(one, store, decider, observed) }))
  const feeds = await Promise.all(context.hears.map(hearing))
  let draining = false
  observed.metrics.read({
    head: () => store.head(),
    feeds: feeds.map(({ name, inbox, following }) => ({
      name,
      lag: () => Math.max(0, following.head - inbox.position),
    })),
    automations: lists.map(({ one: { name }, pending }) => ({ name, pending })),
  })

  async function hearing(translation: BoundedContext['hears'][number]) {
    const name = translation.from.context
    const inbox = await openInbox(
      translation,
      store,
      decider,
      clock,
      observed,
      // why it was refused is a sentence of the domain, and may tell who somebody is
      ({ refused: code }, { type, subject }) =>
        ports.log('info', `${type} was refused`, { code, subject }),
    )
    const following: Following = {
      position: inbox.position,
      head: inbox.position,
      connected: false,
      failing: undefined,
    }
    return { name, inbox, following }
  }

  const status = async (): Promise<Reply> =>
    reply(200, {
      service: context.name,
      head: await store.head(),
      feeds: Object.fromEntries(
        feeds.map(({ name, inbox, following }) => [name, { ...following, refused: inbox.refused }]),
      ),
      automations: Object.fromEntries(lists.map(({ one, status }) => [one.name, status()])),
      ...options.status?.(),
    })

  const endpoints: Endpoints = {
    ...entered('open', {
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () =>
        draining ? reply(503, { status: 'draining' }) : reply(200, { status: 'ok' }),
      ...problemRoutes,
    }),
    ...urgent({ 'GET /status': status, ...observed.routes }),
    'GET /feed': { access: 'feed', route: feedRoute(store, published, () => draining) },
    'POST /:aggregate/:id/:command': {
      access: 'command',
      route: commandDesk(context, store, decider, authority?.authorise ?? anybody),
    },
    'GET /:aggregate/:id/history': { access: 'read', route: history(store), seen },
    ...readEndpoints(
      store,
      readModels.map((model) => ({ model, seen })),
    ),
    ...entered(undefined, options.routes?.(store, ports) ?? {}),
  }
  const deadlines = new Deadlines(clock)
  const head = () => store.head()
  const handler = serviceHandler({
    endpoints,
    options: http,
    authority,
    deadlines,
    ports,
    head,
    seen,
  })
  const server: Server = await transport.serve(
    context.name,
    observed.handler(handler, Object.keys(endpoints)),
  )
  const { tokenFor } = options
  const outward = tokenFor
    ? { ...observed, ports: { ...ports, transport: bearing(transport, tokenFor) } }
    : observed
  const tasks: Task[] = [
    ...feeds.map(({ name, inbox, following }) =>
      spawn(`follow ${name}`, (signal) => follow(name, inbox, outward, following, signal)),
    ),
    ...lists.map(({ one, run }) => spawn(one.name, run)),
    spawn('forget keys', (signal) => forgetKeys(store, ports, http.keepKeysMs, signal)),
  ]
  return {
    address: server.address,
    store,
    async stop() {
      draining = true
      await server.close(http.graceMs)
      deadlines.stop()
      await Promise.all(tasks.map((task) => task.stop()))
      await store.close()
    },
  }
}

/** Routes that operators look at, and so are answered however many requests are under way. */
const urgent = (routes: Routes): Endpoints =>
  Object.fromEntries(
    Object.entries(routes).map(([name, route]: [string, Route]) => [
      name,
      { access: 'status', route, isUrgent: true },
    ]),
  )

/** Routes as endpoints; where no access is said, reading takes `read` and all else `status`. */
const entered = (access: 'open' | undefined, routes: Routes): Endpoints =>
  Object.fromEntries(
    Object.entries(routes).map(([name, route]: [string, Route]) => [
      name,
      { access: access ?? (name.startsWith('GET ') ? 'read' : 'status'), route },
    ]),
  )
