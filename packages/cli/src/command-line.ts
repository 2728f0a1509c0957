import { join, relative, resolve } from 'node:path'
import type { Ports } from '@watertight/ports'
import type { BuildPage, BuiltIn, BuiltInContext } from './built-in.ts'
import { CommandLineError } from './command-line-error.ts'
import { discover } from './discover.ts'
import { commandHelp, generalHelp, manifestHelp } from './help.ts'
import type { CommandContext, CommandSpec, Manifest } from './manifest.ts'
import { newContext } from './new/new.ts'
import type { Output } from './output.ts'
import { partServices } from './part-services.ts'
import { progress } from './progress.ts'
import { runningGateway } from './running-gateway.ts'
import { type SharedOptions, sharedOptions } from './shared-options.ts'
import { suggest } from './suggest.ts'
import { up } from './up/up.ts'

const builtIns: readonly BuiltIn[] = [up, newContext]

/** What the command line runs in. */
export interface Environment {
  readonly root: string
  readonly version: string
  readonly out: Output
  readonly err: Output
  /** Fires at the first Ctrl-C. */
  readonly stop: AbortSignal
  /** Fires at the second. */
  readonly kill: AbortSignal
  /** The ports of a command, its files in the folder. */
  ports(folder: string): Ports & { stop(): Promise<void> }
  readonly buildPage: BuildPage
}

/** Runs one command line and resolves with the exit code: 0 done, 1 failed, 2 when the command line itself is wrong. */
export async function commandLine(
  argv: readonly string[],
  environment: Environment,
): Promise<number> {
  try {
    return await dispatch(sharedOptions(argv), environment)
  } catch (error) {
    if (environment.stop.aborted) return 1
    environment.err.line(describe(error, argv))
    return isUsage(error) ? 2 : 1
  }
}

async function dispatch(options: SharedOptions, environment: Environment): Promise<number> {
  const { out, err, root } = environment
  const { help, version, rest } = options
  const [word, ...after] = rest
  const registered = await discover(root)
  const manifests = registered.map(({ manifest }) => manifest)
  const print = (text: string, exitCode = 0) => {
    const to = exitCode === 0 ? out : err
    to.line(text)
    return exitCode
  }

  if (word === undefined) {
    if (version) return print(environment.version)
    return print(generalHelp(builtIns, manifests), help ? 0 : 2)
  }
  const builtIn = builtIns.find(({ name }) => name === word)
  if (builtIn) {
    if (help) return print(commandHelp(builtIn))
    return withContext(options, environment, (context) =>
      builtIn.run({ ...context, args: after, registered }),
    )
  }
  const part = registered.find(({ manifest }) => manifest.name === word)
  if (!part) throw unknown(word, [...builtIns, ...manifests], '')
  const { manifest, folder } = part
  const [commandWord, ...args] = after
  if (commandWord === undefined) return print(manifestHelp(manifest), help ? 0 : 2)
  const command = manifest.commands.find(({ name }) => name === commandWord)
  if (!command) throw unknown(commandWord, manifest.commands, `${word} `)
  if (help) return print(commandHelp(command))
  return withContext(options, environment, (context) =>
    command.run({
      ...{ ...context, args, registered },
      services: (part) => partServices(part, registered, context.data),
      page: (page) =>
        environment.buildPage(root, relative(root, join(folder, page)), (message) =>
          err.line(message),
        ),
    }),
  )
}

type Context = Omit<CommandContext & BuiltInContext, 'args' | 'registered' | 'services' | 'page'>

async function withContext(
  { json, data = '.watertight' }: SharedOptions,
  { root, version, out, err, stop, kill, buildPage, ...environment }: Environment,
  run: (context: Context) => Promise<number>,
): Promise<number> {
  // a relative folder is the user's, so from where they stand; the default one is the repository's
  const folder = data === '.watertight' ? resolve(root, data) : resolve(data)
  const ports = environment.ports(folder)
  try {
    return await run({
      ...{ root, version, out, json, data: folder, ports, signal: stop, kill, buildPage },
      gateway: () => runningGateway(folder, ports, stop),
      progress: (options) => progress(options, { clock: ports.clock, out: err }),
    })
  } finally {
    await ports.stop()
  }
}

function unknown(
  word: string,
  known: readonly Pick<CommandSpec | Manifest, 'name'>[],
  before: string,
): CommandLineError {
  const meant = suggest(
    word,
    known.map(({ name }) => name),
  )
  const advice = meant
    ? `Did you mean: watertight ${before}${meant}`
    : `See: watertight ${before}--help`
  return new CommandLineError('WT_USAGE', `no command ${before}${word}. ${advice}`)
}

function isUsage(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'WT_USAGE' || code.startsWith('ERR_PARSE_ARGS')
}

/** An error that was foreseen speaks for itself; of any other the stack is wanted. */
function describe(error: unknown, argv: readonly string[]): string {
  if (!(error instanceof Error)) return String(error)
  const code = codeOf(error)
  if (code.startsWith('ERR_PARSE_ARGS')) {
    const options = argv.findIndex((word) => word.startsWith('-'))
    // a command of a part has two words, and what follows are its arguments
    const words = argv.slice(0, options < 0 ? 2 : Math.min(2, options))
    return `WT_USAGE: ${error.message.replace(/[.\s]*$/, '')}. See: ${['watertight', ...words, '--help'].join(' ')}`
  }
  return code.startsWith('WT_') ? error.message : (error.stack ?? error.message)
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''
