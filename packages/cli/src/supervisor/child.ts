import { spawn } from 'node:child_process'
import { lines } from '@watertight/ports'

/** A process of ours. */
export interface Child {
  readonly pid: number | undefined
  /** Writes a line to its standard input. */
  send(line: string): void
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
  /** How it ended, once all it wrote has been read. */
  readonly ended: Promise<Ending>
}

export interface Ending {
  readonly code: number | null
  /** For people: `exit code 1`, `SIGKILL`. */
  readonly reason: string
}

export interface ChildOptions {
  readonly args: readonly string[]
  /** A line of its standard output or standard error. */
  readonly onLine: (line: string) => void
}

export type StartChild = (options: ChildOptions) => Child

/** A young generation of three times so many MB is enough for a service: by itself Node takes twice that, and gives little of it back. */
const memory = ['--max-semi-space-size=8']

/** Runs Node as this process runs: the same binary, the same conditions. */
export const startChild: StartChild = ({ args, onLine }) => {
  const child = spawn(process.execPath, [...process.execArgv, ...memory, ...args], {
    // a group of its own: the terminal's Ctrl-C reaches the supervisor alone, which stops services in order
    detached: true,
    // a pipe as stdin: it ends when the supervisor dies, by kill -9 too, and the service follows
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  // what is written to a process that has just died is lost; its end is told below
  child.stdin.on('error', () => {})
  const read = async (stream: AsyncIterable<Uint8Array>) => {
    for await (const line of lines(stream)) onLine(line)
  }
  const ended = new Promise<Ending>((resolve) => {
    child.once('error', ({ message }) => {
      if (child.pid === undefined) resolve({ code: null, reason: message })
    })
    child.once('exit', (code, signal) => resolve({ code, reason: signal ?? `exit code ${code}` }))
  })
  const done = Promise.allSettled([read(child.stdout), read(child.stderr)])
  return {
    pid: child.pid,
    send: (line) => void child.stdin.write(`${line}\n`),
    kill: (signal) => void child.kill(signal),
    ended: ended.then(async (ending) => {
      if (child.pid !== undefined) await done
      return ending
    }),
  }
}

/** Ends a process where it stands; one that has ended already is no error. */
export function killProcess(pid: number): void {
  if (isProcess(pid)) process.kill(pid, 'SIGKILL')
}

/** Whether a process has this number; it need not be the one that had it before. */
export function isProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
