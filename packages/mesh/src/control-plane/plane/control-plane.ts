import {
  type Folder,
  header,
  type Payload,
  type Ports,
  type Reply,
  type Request,
  reply,
  type Server,
  type Stream,
  text,
} from '@watertight/ports'
import { ControlPlaneError } from '../control-plane-error.ts'
import { textOf } from '../wire/fields.ts'
import { heartbeatOf } from '../wire/heartbeat.ts'
import { paths, streamHeader } from '../wire/paths.ts'
import { mostEndpoints, mostPushCharacters, type Position, positionOf } from '../wire/push.ts'
import { type Report, reportOf } from '../wire/report.ts'
import { accessTo } from './access.ts'
import { problem } from './problem.ts'
import { PushStream } from './push-stream.ts'
import { type RegisteredEndpoint, Registry } from './registry.ts'
import { type RulesFolder, rulesFolder } from './rules-folder.ts'
import { SharedState } from './shared-state.ts'

export interface ControlPlaneOptions {
  readonly ports: Pick<Ports, 'clock' | 'ids' | 'transport' | 'log'>
  /** Istio's YAML. */
  readonly folder: Folder
  /** It serves under this name. */
  readonly name?: string
  /** At least 16 characters; needed where other machines can reach it. */
  readonly token?: string
  /** After a start, so long those who have rules of an earlier run keep them: it has to hear of the endpoints first. */
  readonly learnMs?: number
  /** Streams at once; one more is refused. */
  readonly maxClients?: number
  /** Instances at once; one more is refused. */
  readonly maxEndpoints?: number
}

export const controlPlaneDefaults = Object.freeze({
  name: 'control-plane',
  learnMs: 10_000,
  maxClients: 1_000,
  maxEndpoints: mostEndpoints,
})

export interface FollowingClient {
  readonly client: string
  readonly stream: string
  readonly connectedForMs: number
  /** What was pushed to it last, as `run/version` is; nothing while a new control plane learns. */
  readonly sent: number | undefined
  /** Whether its answer to that is still to come. */
  readonly isWaiting: boolean
  /** Its last answer: what it goes by, and why it did not take what was pushed. */
  readonly report: Omit<Report, 'stream'> | undefined
}

export interface ControlPlaneStatus {
  readonly run: string
  readonly version: number
  readonly isLearning: boolean
  readonly files: readonly string[]
  /** Why the files as they are now are not passed on. */
  readonly problems: readonly string[]
  readonly endpoints: readonly RegisteredEndpoint[]
  readonly clients: readonly FollowingClient[]
}

export interface ControlPlane {
  /** Others reach it by this, and by its name. */
  readonly address: string
  /** Plain JSON. */
  status(): ControlPlaneStatus
  stop(): Promise<void>
}

/** An eighth of what a push may have: JSON may double it, and the most endpoints with the most labels take the rest. */
const mostRuleCharacters = mostPushCharacters / 8

/**
 * Serves the rules of a folder, and the endpoints that report themselves, to everyone who follows. It may live in a process of its own
 * (`watertight mesh serve`) or in any service.
 *
 * Rejects with `WT_MESH_RULES` when the rules have errors from the start, with `WT_FOLDER_UNREADABLE` without a folder, and with
 * `WT_MESH_TOKEN_MISSING` where other machines could reach it and no token is given.
 *
 * ```ts
 * import { controlPlane } from '@watertight/mesh/control-plane'
 * import { nodeFolder } from '@watertight/ports/node'
 * import type { Ports } from '@watertight/ports'
 *
 * export async function serveRules(ports: Ports) {
 *   const plane = await controlPlane({ ports, folder: nodeFolder('mesh') })
 *   ports.log('info', 'serves rules', { address: plane.address })
 *   return plane
 * }
 * ```
 */
export async function controlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const plane = new RunningControlPlane(options)
  await plane.start()
  return plane
}

class RunningControlPlane implements ControlPlane {
  readonly #options: ControlPlaneOptions &
    Required<Pick<ControlPlaneOptions, keyof typeof controlPlaneDefaults>>
  readonly #refusal: (request: Request) => Reply | undefined
  readonly #state: SharedState
  readonly #registry: Registry
  readonly #streams = new Map<string, PushStream>()
  readonly #learning: { cancel(): void }
  #isLearning = true
  #rules: RulesFolder | undefined
  #server: Server | undefined

  constructor(options: ControlPlaneOptions) {
    const all = { ...controlPlaneDefaults, ...options }
    within('learnMs', all.learnMs, 0, 300_000)
    within('maxClients', all.maxClients, 1, 100_000)
    within('maxEndpoints', all.maxEndpoints, 1, mostEndpoints)
    const { clock, ids, transport } = all.ports
    this.#options = all
    this.#refusal = accessTo(transport.isPublic, all.token)
    this.#state = new SharedState(ids.next(), clock, () => this.#push())
    this.#registry = new Registry(clock, all.maxEndpoints, (key, endpoints) =>
      this.#state.setEndpoints(key, endpoints),
    )
    this.#learning = clock.after(all.learnMs, () => {
      this.#isLearning = false
      for (const stream of this.#streams.values()) stream.release()
    })
  }

  get address(): string {
    return this.#server?.address ?? this.#options.name
  }

  async start(): Promise<void> {
    const { folder, ports, name } = this.#options
    try {
      this.#rules = await rulesFolder({
        folder,
        ports,
        mostCharacters: mostRuleCharacters,
        pass: (files) => this.#state.setRules(files),
      })
      this.#state.publish()
      this.#server = await ports.transport.serve(name, (request) => this.#answer(request))
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  status(): ControlPlaneStatus {
    const now = this.#options.ports.clock.now()
    return {
      run: this.#state.run,
      version: this.#state.version,
      isLearning: this.#isLearning,
      files: this.#state.rules.names(),
      problems: this.#rules?.problems ?? [],
      endpoints: this.#registry.registered(),
      clients: [...this.#streams.values()].map(
        ({ client, id, openedAt, sent, isWaiting, report }) => ({
          client,
          stream: id,
          connectedForMs: Math.round(now - openedAt),
          sent: sent?.version,
          isWaiting,
          report: report && withoutStream(report),
        }),
      ),
    }
  }

  async stop(): Promise<void> {
    this.#learning.cancel()
    this.#rules?.stop()
    this.#state.stop()
    this.#registry.stop()
    for (const stream of this.#streams.values()) stream.end('the control plane stops')
    await this.#server?.close()
  }

  #push(): void {
    for (const stream of this.#streams.values()) stream.offer()
  }

  async #answer(request: Request): Promise<Reply<Payload | Stream>> {
    const refusal = this.#refusal(request)
    if (refusal !== undefined) return refusal
    const [pathname = '', query = ''] = request.path.split('?', 2)
    try {
      switch (`${request.method} ${pathname}`) {
        case `GET ${paths.stream}`:
          return this.#open(new URLSearchParams(query).get('client'), request)
        case `POST ${paths.reports}`:
          return this.#hear(reportOf(text(request.body)))
        case `POST ${paths.heartbeats}`:
          return this.#beat(text(request.body))
        case `GET ${paths.status}`:
          return reply(200, this.status())
        default:
          return problem({
            status: 404,
            title: 'No Such Path',
            code: 'WT_MESH_NO_PATH',
            detail: `The control plane does not answer ${request.method} ${pathname.slice(0, 100)}. It has ${Object.values(paths).join(', ')}.`,
          })
      }
    } catch (error) {
      if (!(error instanceof ControlPlaneError)) throw error
      return problem({
        status: 400,
        title: 'Malformed',
        code: error.code,
        detail: error.message,
      })
    }
  }

  #open(name: string | null, request: Request): Reply<Payload | Stream> {
    const { ports, maxClients } = this.#options
    const client = textOf(name, 'client', 100)
    if (this.#streams.size >= maxClients) return full(`${maxClients} clients follow already`)
    const id = ports.ids.next()
    const at = positionOf(header(request.headers, 'last-event-id'))
    const closed = (why: string) => {
      this.#streams.delete(id)
      ports.log('info', 'a client of the control plane is gone', { client, why })
    }
    const { clock } = ports
    const stream = new PushStream(
      { id, client, at, state: this.#state, clock, closed },
      this.#mustLearn(at),
    )
    this.#streams.set(id, stream)
    return {
      status: 200,
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        [streamHeader]: id,
      },
      body: stream.body,
    }
  }

  /** Somebody with endpoints of an earlier run must not be told that there are none, only because none has been heard yet. */
  #mustLearn(at: Position | undefined): boolean {
    return this.#isLearning && at !== undefined && at.run !== this.#state.run
  }

  #hear(report: Report): Reply {
    const stream = this.#streams.get(report.stream)
    const isCurrent = stream?.hear(report) ?? false
    if (isCurrent && !report.isAccepted)
      this.#options.ports.log('warn', 'a client does not take the rules', {
        client: stream?.client,
        version: report.version,
        problems: report.problems,
      })
    return reply(200, { isCurrent })
  }

  #beat(body: string): Reply {
    return this.#registry.hear(heartbeatOf(body))
      ? reply(200, { run: this.#state.run })
      : full(`${this.#options.maxEndpoints} endpoints are registered already`)
  }
}

function within(option: string, value: number, least: number, most: number): void {
  if (!(Number.isInteger(value) && value >= least && value <= most))
    throw new RangeError(
      `${option} is ${value}; it must be a whole number from ${least} to ${most}`,
    )
}

const withoutStream = ({ stream: _, ...report }: Report) => report

const full = (what: string): Reply =>
  problem({
    status: 503,
    title: 'Full',
    code: 'WT_MESH_FULL',
    detail: `Nothing was done: ${what}. Try again later, or raise the limit.`,
    retryAfterMs: 5_000,
  })
