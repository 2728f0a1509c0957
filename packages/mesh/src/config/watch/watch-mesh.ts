import type { Folder, Ports } from '@watertight/ports'
import type { Snapshot } from '../../model/snapshot.ts'
import type { Caller } from '../compile/caller.ts'
import type { Discovered } from '../compile/services.ts'
import { snapshotOf } from '../compile/snapshot-of.ts'
import { inWords, isError, type Problem, problem } from '../problem/problem.ts'
import { meshReader } from '../read/read-mesh.ts'
import type { Resource } from '../schema/kinds.ts'
import { checkedRules, filesIn } from './load-mesh.ts'
import { MeshRulesError } from './mesh-rules-error.ts'
import { type Settling, whenSettled } from './when-settled.ts'

export interface MeshWatchOptions {
  readonly folder: Folder
  readonly ports: Pick<Ports, 'clock' | 'log'>
  /** The endpoints known at the start. */
  readonly discovered?: readonly Discovered[]
  readonly caller?: Caller
  /** Hears what became of each change; `({ snapshot }) => mesh.update(snapshot)` is all that a mesh needs. What it throws is logged. */
  readonly onPush?: (push: MeshPush) => void
}

/** What became of a change of the files or of the endpoints. */
export interface MeshPush {
  /** Whether the change is in force. Where it is not, `snapshot` is the last one without an error, and goes on. */
  readonly isAccepted: boolean
  readonly snapshot: Snapshot
  /** Of the files as they are now, warnings and notes too. */
  readonly problems: readonly Problem[]
}

export interface MeshWatch {
  /** What is in force. */
  readonly snapshot: Snapshot
  readonly problems: readonly Problem[]
  /** Other endpoints: a new snapshot of the same rules. */
  discover(discovered: readonly Discovered[]): void
  /** Nothing is read or told any more. */
  stop(): void
}

/**
 * Follows a folder of rules. Files take effect all together or not at all: while one of them has an error the last snapshot without
 * one stays in force, and `onPush` and the log say so.
 *
 * Rejects with `WT_MESH_RULES` when the rules have errors from the start, and with `WT_FOLDER_UNREADABLE` when there are none to read.
 *
 * ```ts
 * import { mesh, watchMesh } from '@watertight/mesh'
 * import { nodeFolder } from '@watertight/ports/node'
 * import type { Ports } from '@watertight/ports'
 *
 * export async function portsBehindRules(ports: Ports, path: string): Promise<Ports> {
 *   const rules = await watchMesh({
 *     folder: nodeFolder(path),
 *     ports,
 *     onPush: ({ snapshot }) => running.update(snapshot),
 *   })
 *   const running = mesh({ ports, snapshot: rules.snapshot })
 *   return { ...ports, transport: running.transport }
 * }
 * ```
 */
export async function watchMesh(options: MeshWatchOptions): Promise<MeshWatch> {
  const following = new Following(options)
  try {
    await following.start()
  } catch (error) {
    following.stop()
    throw error
  }
  return following
}

class Following implements MeshWatch {
  snapshot!: Snapshot
  problems: readonly Problem[] = []
  readonly #options: MeshWatchOptions
  readonly #watch: Settling
  readonly #reader = meshReader()
  #resources: readonly Resource[] = []
  #discovered: readonly Discovered[]
  #isStopped = false

  constructor(options: MeshWatchOptions) {
    this.#options = options
    this.#discovered = options.discovered ?? []
    // before the first look, so that nothing is missed between the two
    this.#watch = whenSettled(options.folder, options.ports.clock, () => this.#push())
  }

  async start(): Promise<void> {
    const rules = await this.#read()
    if (rules.problems.some(isError)) throw new MeshRulesError(rules.problems)
    this.problems = rules.problems
    this.#use(rules.resources)
  }

  discover(discovered: readonly Discovered[]): void {
    if (this.#isStopped) return
    this.#discovered = discovered
    this.#use(this.#resources)
    this.#tell(true)
  }

  stop(): void {
    this.#isStopped = true
    this.#watch.stop()
  }

  #use(resources: readonly Resource[]): void {
    this.#resources = resources
    this.snapshot = snapshotOf(resources, this.#discovered, this.#options.caller)
  }

  async #push(): Promise<void> {
    if (this.#isStopped) return
    // what has changed since the first look is looked at after it
    if (this.snapshot === undefined) return this.#watch.again()
    const rules = await this.#read().catch((error: Error) => ({
      resources: [],
      problems: [problem('WT_MESH_FOLDER', nowhere, error.message.replace(/\.$/, ''))],
    }))
    if (this.#isStopped) return
    const isAccepted = !rules.problems.some(isError)
    this.problems = rules.problems
    if (isAccepted) this.#use(rules.resources)
    this.#tell(isAccepted)
  }

  async #read() {
    const { folder, caller = {} } = this.#options
    return checkedRules(this.#reader, await filesIn(folder), this.#discovered, caller)
  }

  #tell(isAccepted: boolean): void {
    const { snapshot, problems } = this
    const { ports, onPush } = this.#options
    if (!isAccepted)
      ports.log('error', 'the rules have errors; the last ones stay in force', {
        version: snapshot.version,
        problems: problems.filter(isError).map(inWords),
      })
    try {
      onPush?.({ isAccepted, snapshot, problems })
    } catch (error) {
      ports.log('error', 'the listener of pushed rules threw', { error: String(error) })
    }
  }
}

const nowhere = { file: '', line: 1, column: 1 }
