import type { Clock, Log, Random } from '@watertight/ports'
import type { Child, ChildOptions, Ending } from './child.ts'
import { restartDefaults, restartDelay } from './restart-delay.ts'

/** A process to keep running. */
export interface Supervised {
  readonly name: string
  /** The arguments of Node for its next start; `before` is where it served last, when it did. */
  args(before: string | undefined): readonly string[]
}

/** A start of a service. */
export interface Run {
  readonly child: Child
  /** Where it serves; undefined until it says so. */
  address?: string
  /** A process of several services says where each is; null for one without an address. */
  services?: Readonly<Record<string, string | null>>
}

export interface KeepRunningOptions {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly startChild: (options: ChildOptions) => Child
  /** A line the service wrote, other than that it is ready. */
  readonly onLine: (name: string, line: string) => void
  /** It was started, became ready (its run has an address), or ended (undefined). */
  readonly onChange: (name: string, run: Run | undefined) => void
  /** Fires when it shall end at once. */
  readonly kill: AbortSignal
}

const stopMs = 10_000
/** What `runService` ends with when its arguments cannot be right: starting again would not help. */
const usageExitCode = 2

/**
 * Runs a service, again whenever it ends, until the signal fires; then asks it to stop, ends it after 10 s, and resolves.
 * Rejects when its first start fails for a reason that stays.
 */
export async function keepRunning(
  { name, args }: Supervised,
  { clock, random, log, startChild, onLine, onChange, kill }: KeepRunningOptions,
  signal: AbortSignal,
): Promise<void> {
  let before: string | undefined
  for (let failures = 0; !signal.aborted; failures++) {
    let readyAt: number | undefined
    const child = startChild({
      args: args(before),
      onLine(line) {
        const ready = readyLine(line)
        if (ready === undefined) return onLine(name, line)
        before = ready.address
        Object.assign(run, ready)
        readyAt = clock.now()
        onChange(name, run)
      },
    })
    const run: Run = { child }
    onChange(name, run)
    const { code, reason } = await ending(child, { name, clock, log, signal, kill })
    onChange(name, undefined)
    if (signal.aborted || kill.aborted) return
    if (code === usageExitCode && before === undefined)
      throw new Error(`${name} cannot start (${reason})`)
    if (readyAt !== undefined && clock.now() - readyAt >= restartDefaults.healthyMs) failures = 0
    const delay = restartDelay(failures, random)
    log('warn', `${name} ended (${reason}), starting it again in ${delay} ms`)
    await clock.sleep(delay, signal).catch(() => {})
  }
}

async function ending(child: Child, options: EndingOptions): Promise<Ending> {
  const { name, clock, log, signal, kill } = options
  const ended = new AbortController()
  const once = { signal: ended.signal, once: true }
  const killNow = () => child.kill('SIGKILL')
  const stop = () => {
    child.kill('SIGTERM')
    const timer = clock.after(stopMs, () => {
      log('warn', `${name} has not stopped after ${stopMs / 1000} s, killing it`)
      killNow()
    })
    ended.signal.addEventListener('abort', () => timer.cancel())
  }
  signal.addEventListener('abort', stop, once)
  kill.addEventListener('abort', killNow, once)
  try {
    return await child.ended
  } finally {
    ended.abort()
  }
}

interface EndingOptions extends Pick<KeepRunningOptions, 'clock' | 'log' | 'kill'> {
  readonly name: string
  readonly signal: AbortSignal
}

function readyLine(
  line: string,
): (Required<Pick<Run, 'address'>> & Pick<Run, 'services'>) | undefined {
  if (!line.startsWith('{"ready":')) return undefined
  try {
    const { ready: address, services } = JSON.parse(line)
    return typeof address === 'string' ? { address, ...(services && { services }) } : undefined
  } catch {
    return undefined
  }
}
