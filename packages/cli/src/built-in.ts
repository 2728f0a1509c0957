import type { CommandContext, CommandSpec } from './manifest.ts'

/** A command of the cli itself; it knows the repository and what is registered there. */
export interface BuiltIn extends Pick<CommandSpec, 'name' | 'summary' | 'usage'> {
  run(context: BuiltInContext): Promise<number>
}

export interface BuiltInContext
  extends Pick<CommandContext, 'args' | 'json' | 'registered' | 'signal' | 'ports' | 'out'> {
  /** The repository. */
  readonly root: string
  /** Of this package. */
  readonly version: string
  /** The folder of one running system. */
  readonly data: string
  /** Fires at the second Ctrl-C. */
  readonly kill: AbortSignal
  readonly buildPage: BuildPage
}

/** Builds a page where its sources changed and answers the folder to serve; `page` is relative to the root. */
export type BuildPage = (
  root: string,
  page: string,
  say: (message: string) => void,
) => Promise<string>
