import type { Ports, Task } from '@watertight/ports'
import { type KeepRunningOptions, keepRunning, type Run, type Supervised } from './keep-running.ts'

/** The processes that run now, by name; a service that waits for its next start is absent. */
export type Running = ReadonlyMap<string, Run>

export interface SuperviseOptions
  extends Pick<KeepRunningOptions, 'startChild' | 'onLine' | 'kill'>,
    Pick<Ports, 'clock' | 'random' | 'log' | 'spawn'> {
  /** A process started, became ready or ended. */
  readonly onChange: (running: Running) => void
  /** Every service is ready, for the first time. */
  readonly onReady: (running: Running) => void
  /** Fires when all shall stop, the last service first. */
  readonly stop: AbortSignal
}

/** What the first service compiles the others find on disk. One that takes longer, or waits for others, does not hold them up. */
const headStartMs = 3_000

/**
 * Keeps services running and tells each where the others are: every one gets the whole directory whenever one becomes ready.
 * Resolves when `stop` has fired and all have ended; rejects, when all have ended, if one cannot start at all.
 */
export async function supervise(
  services: readonly Supervised[],
  { spawn, stop, onChange, onReady, ...options }: SuperviseOptions,
): Promise<void> {
  const running = new Map<string, Run>()
  const headStart = Promise.withResolvers<void>()
  let ready = false

  const changed = (name: string, run: Run | undefined) => {
    if (run) running.set(name, run)
    else running.delete(name)
    onChange(running)
    if (run?.address === undefined) return
    headStart.resolve()
    const directory = JSON.stringify({ directory: directoryOf(running) })
    for (const { child } of running.values()) child.send(directory)
    if (ready || services.some(({ name }) => running.get(name)?.address === undefined)) return
    ready = true
    onReady(running)
  }

  const failed = Promise.withResolvers<never>()
  const tasks: Task[] = []
  const start = (service: Supervised) =>
    void tasks.push(
      spawn(service.name, (signal) =>
        keepRunning(service, { ...options, onChange: changed }, signal).catch(failed.reject),
      ),
    )
  const over = Promise.race([fired(stop), failed.promise])
  const timer = options.clock.after(headStartMs, headStart.resolve)
  const [first, ...others] = services
  try {
    if (first !== undefined) start(first)
    await Promise.race([over, headStart.promise])
    if (!stop.aborted) for (const service of others) start(service)
    await over
  } finally {
    timer.cancel()
    for (const task of tasks.toReversed()) await task.stop()
  }
}

/** Where the services are that serve now. */
function directoryOf(running: Running): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...running].flatMap(([name, { address, services = { [name]: address } }]) =>
      Object.entries(services).filter((place): place is [string, string] => place[1] != null),
    ),
  )
}

function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
