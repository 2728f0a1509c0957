import type { BoundedContext, CommandType, EventType, Projection } from '@watertight/domain'
import { type EventStore, eventStore } from '@watertight/eventstore'
import { behindRules } from '@watertight/mesh'
import { Deadlines, type Folder, type Ports, type Reply, reply, type Task } from '@watertight/ports'
import { type AuthOptions, anybody, asSaid, authority as authorityOf } from './auth/authority.ts'
import { bearing, type TokenFor } from './auth/bearing.ts'
import { type Automation, automate } from './automation.ts'
import { clientFor } from './client/client-for.ts'
import { decider as deciding } from './decider.ts'
import { type EngineFor, onSqlite } from './engine/engine-for.ts'
import { type Breakers, breakerRoutes } from './http/breaker-routes.ts'
import { serviceEndpoints } from './http/endpoints.ts'
import { checkHttpOptions, type HttpOptions } from './http/http-options.ts'
import { seenByLog } from './http/positions.ts'
import { rebuildRoutes } from './http/rebuild-routes.ts'
import { forgetKeys, RequestKeys } from './http/request-keys.ts'
import type { Routes } from './http/router.ts'
import { serviceHandler } from './http/service-handler.ts'
import { Disclosures } from './log/disclosures.ts'
import { logRoutes } from './log/log-routes.ts'
import { feedLines } from './messaging/feed/feed-lines.ts'
import { httpFeed } from './messaging/feed/http-feed.ts'
import { hearing, type Relaying, relaying } from './messaging/hearing.ts'
import { Feeds, Parked } from './messaging/inbox/tables.ts'
import type { Messaging } from './messaging/messaging.ts'
import { outbox } from './messaging/outbox.ts'
import { type ClientFor, clientsOf } from './process/deliver.ts'
import { runProcess } from './process/run-process.ts'
import { processTables } from './process/tables.ts'
import { ServiceError } from './service-error.ts'
import { type TelemetryOptions, telemetry } from './telemetry/telemetry.ts'

export interface HostOptions {
  readonly context: BoundedContext
  /** Kept in the append's own transaction: whoever reads after an answer sees its effect. */
  readonly readModels?: readonly Projection[]
  /** Calls made through these ports carry the trace and the story of the work they belong to; logs are redacted. */
  readonly automations?: (store: EventStore<EventType>, ports: Ports) => readonly Automation[]
  /** How commands of its process managers reach the contexts that it calls: `clientFor(ports)` unless told. */
  readonly clientFor?: ClientFor
  /** What may be asked beside the commands and the read models. With `auth`, `GET` takes the roles of `read`, anything else those of `status`. */
  readonly routes?: (store: EventStore<EventType>, ports: Ports) => Routes
  /** Who may do what. Without it everybody who reaches the service may do everything, so it serves this machine alone. */
  readonly auth?: AuthOptions
  /** Where its log and its rows are: in a SQLite file of its storage unless told. */
  readonly engine?: EngineFor
  /** How published events reach others and those of others come here: over HTTP unless told. Both ends must have the same. */
  readonly messaging?: Messaging
  /** What its calls to others go by, feeds included: a folder of mesh rules, and the namespace that it is in. Its routes include `GET /mesh` then. */
  readonly mesh?: ServiceMesh | undefined
  /** The token to show to a context whose feed it hears, or that its process managers send to by `clientFor(ports)`. */
  readonly tokenFor?: TokenFor
  /** What it takes, and for how long. */
  readonly http?: HttpOptions
  /** Fields that `/log` hides like those marked as personal, and that histories do not tell: of data that is a tag, and so cannot be marked. */
  readonly hides?: readonly string[]
  /** Circuit breakers of its own, for `/breakers`, beside those that the rules of its mesh make: operators look at them there, and take the decision from one or give it back. */
  readonly breakers?: Breakers
  /** Facts of its own for `/status`. */
  readonly status?: () => object
  readonly telemetry?: TelemetryOptions
}

export interface ServiceMesh {
  readonly rules: Folder
  /** `default` unless told. */
  readonly namespace?: string
}

export interface Hosted {
  readonly address: string
  readonly store: EventStore<EventType>
  /** Says so on `/readyz`, serves for `http.graceMs` more, refuses new requests, waits for those in hand and for the work in hand, then closes the log. */
  stop(): Promise<void>
}

/** A state is stored after so many further events of a stream: what a command reads after a start does not grow with the past. */
const snapshotEvery = 100
/** Of the streams used last: what a command reads later does not either. */
const keepStates = 5_000
/** Feeds, automations and processes all follow the log, and mostly at its end. */
const keepTail = 2_000

/** Runs a bounded context as a service: its commands and log over HTTP, its published events as a feed, its translations of others' feeds, its process managers, and the work it does by itself. Throws WT_AUTH_MISSING where other machines could reach it without `auth`. */
export async function host(outside: Ports, options: HostOptions): Promise<Hosted> {
  const { context, readModels = [], engine = onSqlite, messaging = httpFeed } = options
  const calls = options.mesh && (await meshed(outside, context.name, options.mesh))
  const observed = telemetry(context, calls?.ports ?? outside, options.telemetry)
  const { ports } = observed
  const { clock, transport, spawn } = ports
  const http = checkHttpOptions(options.http ?? {})
  const authority = authorityFor(options, ports)
  const { tokenFor } = options
  const outward = tokenFor ? { ...ports, transport: bearing(transport, tokenFor) } : ports
  const clients = clientsOf(context, options.clientFor ?? clientFor(outward))
  const events = [...new Set(context.owns.flatMap((owner) => owner.events as EventType[]))]
  const stored = await engine(ports, context.name)
  const store = await eventStore<EventType>({
    engine: stored,
    events,
    inline: readModels,
    tables: [
      RequestKeys,
      Feeds,
      Parked,
      Disclosures,
      ...(context.runs.length > 0 ? processTables : []),
    ],
    snapshotEvery,
    keepStates,
    keepTail,
    ports,
  })
  const decider = deciding(context, store, clock, observed)
  const seen = seenByLog(store)
  const automations = options.automations?.(store, ports) ?? []
  const lists = automations.map((one) => ({ one, ...automate(one, store, decider, observed) }))
  const processes = context.runs.map((manager) =>
    runProcess(context, manager, store, decider, observed, clients),
  )
  const feeds = await Promise.all(
    context.hears.map((translation) =>
      hearing(translation, store, decider, messaging, observed, outward),
    ),
  )
  const published = outbox(context, store)
  const relay = relayOf(messaging, context)
  let draining = false
  observed.metrics.read({
    head: () => store.head(),
    feeds: feeds.map(({ name, inbox, following }) => ({
      name,
      lag: () => Math.max(0, following.head - inbox.position),
      parked: () => inbox.parked,
    })),
    relayed: relay && (() => relay.position),
    automations: lists.map(({ one: { name }, pending }) => ({ name, pending })),
    processes,
  })

  const rebuilds = rebuildRoutes(store, readModels, ports)

  const status = async (): Promise<Reply> =>
    reply(200, {
      service: context.name,
      head: await store.head(),
      feeds: Object.fromEntries(
        feeds.map(({ name, inbox: { counts, parked }, following }) => [
          name,
          { ...following, ...counts, parked },
        ]),
      ),
      ...(relay && { relay }),
      automations: Object.fromEntries(lists.map(({ one, status }) => [one.name, status()])),
      processes: Object.fromEntries(
        await Promise.all(processes.map(async ({ name, status }) => [name, await status()])),
      ),
      ...options.status?.(),
    })

  const endpoints = serviceEndpoints({
    ...{ context, store, decider, clock, readModels, processes, seen },
    published: feedLines(published, clock),
    feeds,
    log: logRoutes({ context, store, engine: stored, readModels, ports, hides: options.hides }),
    authorise: authority?.authorise ?? anybody,
    signed: authority?.signed ?? asSaid,
    roles: options.auth?.roles,
    watched: {
      'GET /status': status,
      ...(calls && { 'GET /mesh': () => reply(200, calls.status()) }),
      ...((options.breakers || calls) &&
        breakerRoutes(() => ({ ...calls?.breakers(), ...options.breakers?.() }))),
      ...observed.routes,
      ...(readModels.length > 0 && rebuilds.routes),
    },
    hides: options.hides ?? [],
    more: options.routes?.(store, ports) ?? {},
    isDraining: () => draining,
  })
  const deadlines = new Deadlines(clock)
  const head = () => store.head()
  const handler = serviceHandler({
    ...{ endpoints, options: http, authority, deadlines, ports, head, seen },
  })
  const server = await transport.serve(
    context.name,
    observed.handler(handler, Object.keys(endpoints)),
  )
  const tasks: Task[] = [
    ...feeds.map(({ name, run }) => spawn(`follow ${name}`, run)),
    ...(messaging.relay && relay
      ? [spawn('relay', relaying(messaging.relay, published, relay, observed))]
      : []),
    ...lists.map(({ one, run }) => spawn(one.name, run)),
    ...processes.map(({ name, run }) => spawn(name, run)),
    spawn('forget keys', (signal) => forgetKeys(store, ports, http.keepKeysMs, signal)),
  ]
  return {
    address: server.address,
    store,
    async stop() {
      draining = true
      await server.close(http.graceMs)
      deadlines.stop()
      await Promise.all([...tasks, rebuilds].map((task) => task.stop()))
      await store.close()
      calls?.stop()
    },
  }
}

const meshed = (outside: Ports, app: string, { rules, namespace = 'default' }: ServiceMesh) =>
  behindRules(outside, { folder: rules, caller: { namespace, labels: { app } } })

/** Only what publishes has something to hand to a broker. */
const relayOf = (
  { name, relay }: Messaging,
  { publishes }: BoundedContext,
): Relaying | undefined =>
  relay && publishes.length > 0
    ? { by: name, position: 0, connected: false, failing: undefined }
    : undefined

function authorityFor({ auth, context }: HostOptions, { transport, clock }: Ports) {
  if (transport.isPublic && auth === undefined)
    throw new ServiceError(
      'WT_AUTH_MISSING',
      `${context.name} could be reached from other machines`,
    )
  const accepted = (context.accepts as readonly CommandType[]).map(({ type }) => type)
  return auth && authorityOf(auth, accepted, clock)
}
