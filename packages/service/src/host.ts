import type { BoundedContext, EventType, Projection } from '@watertight/domain'
import { type EventStore, eventStore } from '@watertight/eventstore'
import { sqlite } from '@watertight/eventstore/sqlite'
import { type Ports, type Reply, reply, type Server, type Task } from '@watertight/ports'
import { type Automation, automate } from './automation.ts'
import { commandDesk } from './commands.ts'
import { decider as deciding } from './decider.ts'
import { feed } from './feed.ts'
import { type Following, follow } from './follow.ts'
import { Feeds, inbox as openInbox } from './inbox.ts'
import { isIdentity, kebab } from './names.ts'
import { notFound, problem } from './problem.ts'
import { type ClientFor, clientsOf } from './process/deliver.ts'
import { type RunningProcess, runProcess } from './process/run-process.ts'
import { processTables } from './process/tables.ts'
import { Requests } from './requests.ts'
import { type Routes, router } from './router.ts'

export interface HostOptions {
  readonly context: BoundedContext
  /** Kept in the append's own transaction: whoever reads after an answer sees its effect. */
  readonly readModels?: readonly Projection[]
  readonly automations?: (store: EventStore<EventType>) => readonly Automation[]
  /** How commands of its process managers reach the contexts that it calls; such a context does not start without. */
  readonly clientFor?: ClientFor
  /** What may be asked beside the commands. */
  readonly routes?: (store: EventStore<EventType>) => Routes
  /** Facts of its own for `/status`. */
  readonly status?: () => object
}

export interface Hosted {
  readonly address: string
  readonly store: EventStore<EventType>
  /** Refuses new requests, waits for those in hand and for the work in hand, then closes the log. */
  stop(): Promise<void>
}

/** Runs a bounded context as a service: its commands and log over HTTP, its published events as a feed, its translations of others' feeds, and the work it does by itself. */
export async function host(ports: Ports, options: HostOptions): Promise<Hosted> {
  const { context, readModels = [] } = options
  const clients = clientsOf(context, options.clientFor)
  const { clock, storage, transport, spawn } = ports
  const events = [...new Set(context.owns.flatMap((owner) => owner.events as EventType[]))]
  const store = await eventStore<EventType>({
    engine: sqlite({ storage, name: context.name }),
    events,
    inline: readModels,
    tables: [Requests, Feeds, ...(context.runs.length > 0 ? processTables : [])],
    ports,
  })
  const decider = deciding(context, store, clock)
  const command = commandDesk(context, store, decider)
  const published = feed(context, store, clock)
  const automations = options.automations?.(store) ?? []
  const lists = automations.map((one) => ({ one, ...automate(one, store, decider, ports) }))
  const processes = context.runs.map((manager) =>
    runProcess(context, manager, store, decider, ports, clients),
  )
  const feeds = await Promise.all(context.hears.map(hearing))
  let draining = false

  async function hearing(translation: BoundedContext['hears'][number]) {
    const name = translation.from.context
    const inbox = await openInbox(translation, store, decider, clock, (refusal, message) =>
      ports.log('info', `${message.type} was refused`, { ...refusal, subject: message.subject }),
    )
    const following: Following = { position: inbox.position, connected: false, failing: undefined }
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
      processes: Object.fromEntries(
        await Promise.all(processes.map(async ({ name, status }) => [name, await status()])),
      ),
      ...options.status?.(),
    })

  const handler = router({
    'GET /livez': () => reply(200, { status: 'ok' }),
    'GET /readyz': () =>
      draining ? reply(503, { status: 'draining' }) : reply(200, { status: 'ok' }),
    'GET /status': status,
    'GET /feed': async (request, _, { after = '0' }) => {
      if (!/^\d{1,15}$/.test(after)) return badAfter(after)
      const head = await store.head()
      if (Number(after) > head) return aheadOf(head, after)
      const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }
      return { status: 200, headers, body: published(Number(after), request.signal) }
    },
    'POST /:aggregate/:id/:command': (request, { aggregate, id, command: name }) =>
      command(aggregate as string, id as string, name as string, request),
    'GET /:aggregate/:id/history': (_, { aggregate, id }) =>
      history(store, aggregate as string, id as string),
    'POST /processes/:process/:instance/retry': (_, { process, instance }) =>
      retry(processes, process as string, instance as string),
    ...options.routes?.(store),
  })

  const server: Server = await transport.serve(context.name, handler)
  const tasks: Task[] = [
    ...feeds.map(({ name, inbox, following }) =>
      spawn(`follow ${name}`, (signal) => follow(name, inbox, ports, following, signal)),
    ),
    ...lists.map(({ one, run }) => spawn(one.name, run)),
    ...processes.map(({ name, run }) => spawn(name, run)),
  ]
  return {
    address: server.address,
    store,
    async stop() {
      draining = true
      await server.close()
      await Promise.all(tasks.map((task) => task.stop()))
      await store.close()
    },
  }
}

async function history(
  store: EventStore<EventType>,
  aggregate: string,
  id: string,
): Promise<Reply> {
  const stream = `${aggregate}-${id}`
  const events = isIdentity(id) ? await store.read(stream).toArray() : []
  if (events.length === 0) return notFound(`${aggregate} ${id}`)
  return reply(200, {
    stream,
    events: events.map(({ type, revision, position, at, data }) => ({
      type,
      revision,
      position,
      at,
      data,
    })),
  })
}

async function retry(
  processes: readonly RunningProcess[],
  process: string,
  instance: string,
): Promise<Reply> {
  const known = processes.find(({ name }) => kebab(name) === process)
  if (await known?.retry(instance)) return reply(202, { process, instance })
  return notFound(`A command of ${process} ${instance} that is held up`)
}

/** A reader that has heard more than there is: this log is an older copy of the one it knew. */
const aheadOf = (head: number, after: string): Reply =>
  problem({
    status: 409,
    title: 'Ahead of the Log',
    code: 'WT_POSITION_AHEAD',
    detail: `after=${after}, and this log ends at ${head}. It was restored from an older copy or began anew: restore the newest copy, or let the reader begin again.`,
  })

const badAfter = (after: string): Reply =>
  problem({
    status: 400,
    title: 'Not a Position',
    code: 'WT_POSITION_INVALID',
    detail: `after=${after.slice(0, 40)} is no position. Ask with a whole number, 0 for everything.`,
  })
