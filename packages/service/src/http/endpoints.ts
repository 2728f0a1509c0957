import { type BoundedContext, type EventType, openApi, type Projection } from '@watertight/domain'
import type { EventStore } from '@watertight/eventstore'
import { type Clock, reply, type Stream } from '@watertight/ports'
import type { AuthOptions, Authorise, Signed } from '../auth/authority.ts'
import type { Decider } from '../decider.ts'
import { feedRoute } from '../messaging/feed/feed-route.ts'
import type { Hearing } from '../messaging/hearing.ts'
import { parkedRoutes } from '../messaging/parked-routes.ts'
import { kebab } from '../names.ts'
import type { RunningProcess } from '../process/run-process.ts'
import { commandDesk } from './commands.ts'
import type { Endpoints } from './endpoint.ts'
import { history } from './history.ts'
import { type OpenApiDocument, openApiRoutes } from './open-api-page.ts'
import { operatorPaths } from './operator-paths.ts'
import type { Seen } from './positions.ts'
import { notFound } from './problem.ts'
import { problemList, problemRoutes } from './problem-routes.ts'
import { readModelPaths } from './read-model-paths.ts'
import { readEndpoints } from './read-models.ts'
import type { Route, Routes } from './router.ts'
import { secured } from './secured.ts'

export interface Served {
  readonly context: BoundedContext
  readonly store: EventStore<EventType>
  readonly decider: Decider
  readonly clock: Pick<Clock, 'wallTime'>
  readonly readModels: readonly Projection[]
  readonly processes: readonly RunningProcess[]
  readonly published: (after: number, signal: AbortSignal) => Stream
  readonly feeds: readonly Hearing[]
  readonly authorise: Authorise
  readonly signed: Signed
  /** Fields that histories do not tell. */
  readonly hides: readonly string[]
  /** Of each permission, where tokens are asked for. */
  readonly roles?: AuthOptions['roles'] | undefined
  readonly seen: Seen
  /** What operators may see of the log. */
  readonly log: Routes
  /** What operators look at. */
  readonly watched: Routes
  /** What the context adds. */
  readonly more: Routes
  isDraining(): boolean
}

/** Everything that a hosted context answers. */
export function serviceEndpoints(served: Served): Endpoints {
  const { context, store, decider, readModels, processes, published, seen } = served
  const { clock, feeds, isDraining } = served
  return {
    ...entered(() => ({ access: 'open' }), {
      'GET /livez': () => reply(200, { status: 'ok' }),
      'GET /readyz': () =>
        isDraining() ? reply(503, { status: 'draining' }) : reply(200, { status: 'ok' }),
      ...problemRoutes,
      ...openApiRoutes(documentOf(served)),
    }),
    ...entered(() => ({ access: 'status', isUrgent: true }), served.watched),
    'GET /feed': { access: 'feed', route: feedRoute(store, published, isDraining) },
    ...entered(() => ({ access: 'status' }), { ...parkedRoutes(feeds), ...served.log }),
    'POST /:aggregate/:id/:command': {
      access: 'command',
      route: commandDesk(context, store, decider, served, clock),
    },
    'GET /:aggregate/:id/history': {
      access: 'read',
      route: history(context, store, served.hides),
      seen,
    },
    'POST /processes/:process/:instance/retry': { access: 'status', route: retry(processes) },
    ...readEndpoints(
      store,
      readModels.map((model) => ({ model, seen })),
    ),
    ...entered((name) => ({ access: name.startsWith('GET ') ? 'read' : 'status' }), served.more),
  }
}

function documentOf({ context, readModels, roles, watched }: Served): OpenApiDocument {
  const hasBreakers = 'GET /breakers' in watched
  const models = readModels.map(({ name }) => kebab(name))
  const operators = operatorPaths(context, { hasBreakers, models })
  const more = { ...readModelPaths(readModels), ...operators }
  const document = openApi(context, { problems: problemList, more })
  return roles === undefined ? document : secured(document, roles)
}

const entered = (
  how: (name: string) => Omit<Endpoints[string], 'route'>,
  routes: Routes,
): Endpoints =>
  Object.fromEntries(
    Object.entries(routes).map(([name, route]: [string, Route]) => [name, { ...how(name), route }]),
  )

const retry =
  (processes: readonly RunningProcess[]): Route =>
  async (_, { process, instance }) => {
    const known = processes.find(({ name }) => kebab(name) === process)
    if (await known?.retry(instance as string)) return reply(202, { process, instance })
    return notFound(`A command of ${process} ${instance} that is held up`)
  }
