import type { Ports, Task, Timer } from '@watertight/ports'
import type { Caller } from '../../config/compile/caller.ts'
import { inWords, isError, type Problem } from '../../config/problem/problem.ts'
import { MeshRulesError } from '../../config/watch/mesh-rules-error.ts'
import type { MeshPush } from '../../config/watch/watch-mesh.ts'
import type { Snapshot } from '../../model/snapshot.ts'
import { ControlPlaneError } from '../control-plane-error.ts'
import { cutTo } from '../wire/fields.ts'
import { mostPushCharacters, positionText, pushOf } from '../wire/push.ts'
import { mostProblemCharacters, mostProblems } from '../wire/report.ts'
import { eventsOf } from '../wire/server-sent-events.ts'
import { Connection, type ControlPlaneAddress } from './connection.ts'
import { type Received, receive } from './received.ts'
import { retryDelay } from './retry-delay.ts'
import { RulesCache } from './rules-cache.ts'
import { RulesInForce } from './rules-in-force.ts'

export interface FollowOptions extends ControlPlaneAddress {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'transport' | 'storage' | 'spawn' | 'log'>
  /** How the control plane calls this process when it shows who follows. */
  readonly client: string
  readonly caller?: Caller
  /** Hears what became of each push; `({ snapshot }) => mesh.update(snapshot)` is all that a mesh needs. What it throws is logged. */
  readonly onPush?: (push: MeshPush) => void
  /** The database of `ports.storage` that keeps the last rules. */
  readonly cache?: string
  /** How long a start waits for the control plane. */
  readonly startMs?: number
}

export const followDefaults = Object.freeze({ cache: 'mesh-rules', startMs: 5_000 })

export interface FollowStatus {
  readonly isConnected: boolean
  /** The control plane has not answered yet: rules and endpoints are those of an earlier run, kept on disk. */
  readonly isFromCache: boolean
  /** The push that was received last. */
  readonly received: string
  /** The push whose rules are in force. An earlier one, where the last has errors. */
  readonly rules: string
  readonly snapshot: string
}

export interface MeshFollow {
  /** What is in force. */
  readonly snapshot: Snapshot
  /** Of the rules that were pushed last. */
  readonly problems: readonly Problem[]
  /** Plain JSON. */
  status(): FollowStatus
  /** Nothing is heard any more. */
  stop(): Promise<void>
}

/** Endpoints come and go many times in a second; the disk is told once. */
const keepMs = 1_000

/**
 * Follows a control plane as `watchMesh` follows a folder. Rules that have errors for this caller are not taken, and the control plane
 * is told why. While it is down or cannot be reached, what was last in force stays so; after a restart too, from the disk.
 *
 * Rejects with `WT_MESH_NO_RULES` when there is neither an answer in time nor anything kept, and with `WT_MESH_RULES` when there is
 * nothing before rules that have errors.
 *
 * ```ts
 * import { mesh } from '@watertight/mesh'
 * import { followMesh } from '@watertight/mesh/control-plane'
 * import type { Ports } from '@watertight/ports'
 *
 * export async function portsBehindControlPlane(ports: Ports, at: string): Promise<Ports> {
 *   const rules = await followMesh({
 *     ports,
 *     at,
 *     client: 'edge',
 *     onPush: ({ snapshot }) => running.update(snapshot),
 *   })
 *   const running = mesh({ ports, snapshot: rules.snapshot })
 *   return { ...ports, transport: running.transport }
 * }
 * ```
 */
export async function followMesh(options: FollowOptions): Promise<MeshFollow> {
  const following = new Following(options)
  try {
    await following.start()
  } catch (error) {
    await following.stop()
    throw error
  }
  return following
}

class Following implements MeshFollow {
  readonly #options: FollowOptions & Required<Pick<FollowOptions, keyof typeof followDefaults>>
  readonly #connection: Connection
  readonly #inForce: RulesInForce
  readonly #cache: RulesCache
  #received: Received | undefined
  /** What is known cannot be built upon: everything is asked for. */
  #asksAnew = false
  #isConnected = false
  #isFromCache = false
  #isStarted = false
  #isStopped = false
  #lastError: unknown
  #started: { resolve(): void; reject(error: Error): void } | undefined
  #task: Task | undefined
  #keeping: Timer | undefined

  constructor(options: FollowOptions) {
    this.#options = { ...followDefaults, ...options }
    this.#connection = new Connection(options.ports, options)
    this.#inForce = new RulesInForce(options.caller ?? {})
    this.#cache = new RulesCache(options.ports, this.#options.cache)
  }

  get snapshot(): Snapshot {
    return this.#inForce.snapshot as Snapshot
  }

  get problems(): readonly Problem[] {
    return this.#inForce.problems
  }

  status(): FollowStatus {
    return {
      isConnected: this.#isConnected,
      isFromCache: this.#isFromCache,
      received: this.#received === undefined ? '' : positionText(this.#received),
      rules: this.#inForce.rules,
      snapshot: this.#inForce.snapshot?.version ?? '',
    }
  }

  async start(): Promise<void> {
    const { ports, startMs, at } = this.#options
    const keptAt = this.#useCache()
    const first = new Promise<void>((resolve, reject) => {
      this.#started = { resolve, reject }
    })
    this.#task = ports.spawn('rules of the control plane', (signal) => this.#follow(signal))
    const timer = ports.clock.after(startMs, () => {
      if (this.#inForce.snapshot !== undefined) return this.#started?.resolve()
      const sentence = `${at} gave no rules in ${startMs} ms, and none are kept from an earlier run`
      this.#started?.reject(new ControlPlaneError('WT_MESH_NO_RULES', sentence, this.#lastError))
    })
    try {
      await first
    } finally {
      timer.cancel()
    }
    const handed = this.snapshot
    // only then whoever waits has gone on: before, it could not use what it is told
    ports.clock.soon(() => {
      if (this.#isStopped) return
      this.#isStarted = true
      if (this.snapshot !== handed) this.#tell(!this.problems.some(isError))
    })
    if (this.#isFromCache)
      ports.log(
        'warn',
        'the control plane gave no rules; those kept from an earlier run are used',
        {
          at,
          version: this.snapshot.version,
          keptAt,
          error: this.#lastError,
        },
      )
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#task?.stop()
    this.#isConnected = false
    if (this.#keeping !== undefined) this.#keep()
    this.#cache.close()
  }

  /** When what is used was kept, in words. */
  #useCache(): string | undefined {
    const cached = this.#cache.read()
    if (cached === undefined) return undefined
    try {
      if (!this.#inForce.take(cached.received)) return undefined
    } catch (error) {
      this.#options.ports.log('warn', 'the kept rules cannot be used', { error })
      return undefined
    }
    this.#received = cached.received
    this.#isFromCache = true
    return new Date(cached.at).toISOString()
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options.ports
    for (let failures = 0; !signal.aborted; ) {
      const before = this.#received
      try {
        await this.#listen(signal)
        this.#lost(new Error('the control plane ended the stream'))
      } catch (error) {
        if (signal.aborted) return
        this.#asksAnew = (error as { code?: unknown }).code === 'WT_MESH_MESSAGE'
        this.#lost(error)
      }
      failures = before === this.#received ? failures + 1 : 1
      await clock.sleep(retryDelay(failures, random.next()), signal)
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { client } = this.#options
    const known = this.#asksAnew ? undefined : this.#received
    const { stream, body } = await this.#connection.open(client, known, signal)
    this.#isConnected = true
    for await (const { event, data } of eventsOf(body, mostPushCharacters)) {
      if (event !== 'push') continue
      this.#received = receive(this.#received, pushOf(data))
      this.#heard()
      await this.#take(this.#received, stream, signal)
    }
  }

  /** Puts in force what can be, and tells the control plane what became of it. */
  async #take(received: Received, stream: string, signal: AbortSignal): Promise<void> {
    const { ports } = this.#options
    let isAccepted = false
    let reasons: readonly string[] = []
    try {
      isAccepted = this.#inForce.take(received)
      reasons = this.problems.filter(isError).map(inWords)
      this.#isFromCache = false
      // who has started once can start again
      if (this.#isStarted) this.#keepSoon()
      else this.#keep()
    } catch (error) {
      reasons = [`the rules cannot be compiled: ${(error as Error).message}`]
    }
    const { rules, snapshot } = this.status()
    if (!isAccepted)
      ports.log(
        'error',
        'the rules of the control plane are not taken; the last ones stay in force',
        {
          pushed: positionText(received),
          rules,
          problems: reasons,
        },
      )
    this.#tell(isAccepted)
    await this.#connection.report(
      {
        ...{ stream, version: received.version, isAccepted, snapshot, rules },
        problems: reasons
          .slice(0, mostProblems)
          .map((reason) => cutTo(reason, mostProblemCharacters)),
      },
      signal,
    )
    if (this.#inForce.snapshot === undefined)
      this.#started?.reject(new MeshRulesError(this.problems))
    else this.#started?.resolve()
  }

  #tell(isAccepted: boolean): void {
    const { ports, onPush } = this.#options
    // what is in force at the start is what the caller is handed
    if (!this.#isStarted || this.#inForce.snapshot === undefined) return
    try {
      onPush?.({ isAccepted, snapshot: this.snapshot, problems: this.problems })
    } catch (error) {
      ports.log('error', 'the listener of pushed rules threw', { error: String(error) })
    }
  }

  /** It speaks sense. */
  #heard(): void {
    this.#asksAnew = false
    if (this.#lastError !== undefined)
      this.#options.ports.log('info', 'the control plane is back', { at: this.#options.at })
    this.#lastError = undefined
  }

  #lost(error: unknown): void {
    const { ports, at } = this.#options
    // once, not at every try; at the start it is said whether it started
    if (this.#lastError === undefined && (this.#isStarted || this.#isConnected))
      ports.log('warn', 'the control plane is lost; what was in force stays so', { at, error })
    this.#isConnected = false
    this.#lastError = error
    if (this.#inForce.snapshot !== undefined) this.#started?.resolve()
  }

  #keepSoon(): void {
    this.#keeping ??= this.#options.ports.clock.after(keepMs, () => this.#keep())
  }

  #keep(): void {
    this.#keeping?.cancel()
    this.#keeping = undefined
    const { kept } = this.#inForce
    if (kept === undefined) return
    try {
      this.#cache.write(kept)
    } catch (error) {
      this.#options.ports.log('error', 'the rules cannot be kept for a later start', { error })
    }
  }
}
