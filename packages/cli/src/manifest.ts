import type { ContextMap } from '@watertight/domain'
import type { Ports } from '@watertight/ports'
import type { StartService } from '@watertight/ports/node'
import type { Output } from './output.ts'
import type { Progress, ProgressOptions } from './progress.ts'

/**
 * What a workspace brings to the command line: services that `watertight up` runs, and commands of its own.
 *
 * It is the default export of the file that `"watertight"` names in the workspace's package.json. The file is loaded for every
 * `watertight` command, so commands load what they need when they run.
 */
export interface Manifest {
  /** The word after `watertight`. */
  readonly name: string
  readonly summary: string
  /** In the order they are started; they are stopped in the opposite one. */
  readonly services: readonly ServiceSpec[]
  readonly commands: readonly CommandSpec[]
  /** A folder of mesh rules, relative to the manifest: calls of its services go by them. */
  readonly rules?: string
  /** Its bounded contexts and how they depend on each other: `watertight context` checks them and draws them. */
  readonly contexts?: () => Promise<ContextMap>
}

/** A manifest and the folder its paths are relative to. */
export interface Registered {
  readonly folder: string
  /** The manifest's own. */
  readonly file: string
  readonly manifest: Manifest
}

/** A service that `watertight up` keeps running. Its entry calls `runService` of `@watertight/ports/node` when it is the main module, and exports the function it hands over as `startCardNetwork` (of `card-network`), for `--topology single`. */
export interface ServiceSpec {
  /** Unique in the whole repository: other services call it by this name. */
  readonly name: string
  /** A file, relative to the manifest. */
  readonly entry: string
  readonly args?: readonly string[]
  /** A folder that Vite builds, relative to the manifest; the service gets the result as `--pages DIR`. */
  readonly page?: string
  /** Its address is the one people open. At most one service has it. */
  readonly front?: boolean
  /** Services that name the same process share one, in `--topology split` too: those at the edge, which mostly wait. */
  readonly process?: string
  /** Where the front shows it to people: `/console/`. That is printed in place of an address of its own. */
  readonly under?: string
  /** It is told, as `--run FILE`, where the note of what runs is. */
  readonly operates?: boolean
  /** It has an address of its own for people, beside the front. Where a part says neither of any service, all of them have. */
  readonly open?: boolean
}

export interface CommandSpec {
  readonly name: string
  readonly summary: string
  /** What `--help` prints after the summary: the arguments, the options, an example. */
  readonly usage: string
  /** Resolves with the exit code: 0 done, 1 not done. A `CommandLineError` with `WT_USAGE` and an error of `parseArgs` end with 2. */
  run(context: CommandContext): Promise<number>
}

/** A service of a part, for commands that look after it: how it is started, and where it runs. */
export interface PartService {
  readonly name: string
  readonly args: readonly string[]
  /** What starts it on any ports. Rejects with `WT_START_MISSING`. */
  load(): Promise<StartService>
  /** Its process at this moment; undefined while it has none. */
  process(): ServiceProcess | undefined
}

export interface ServiceProcess {
  readonly pid: number
  /** Absent until it is ready, and for services that share one process. */
  readonly address?: string
  /** Ends it where it stands; its supervisor starts it again. */
  kill(): void
}

export interface CommandContext {
  /** What follows the command, without the options every command has (`--json`, `--data`, `--help`). */
  readonly args: readonly string[]
  /** Print data as JSON and nothing else on standard output. */
  readonly json: boolean
  /** The manifests of all workspaces. */
  readonly registered: readonly Registered[]
  /** Fires at the first Ctrl-C; the second one ends the process. */
  readonly signal: AbortSignal
  readonly ports: Ports
  /** Standard output. */
  readonly out: Output
  /** The folder of one running system, and of what commands keep: `--data DIR`. */
  readonly data: string
  /** Builds a page with Vite where its sources changed, and answers the folder of the result; `folder` is relative to the manifest. */
  page(folder: string): Promise<string>
  /** The address of the running system; rejects with `WT_NOT_RUNNING` when there is none. */
  gateway(): Promise<string>
  /** The services of a part, by the name of its manifest; throws `WT_USAGE` when there is no such part. */
  services(part: string): readonly PartService[]
  /** A progress bar on standard error. */
  progress(options: ProgressOptions): Progress
}
