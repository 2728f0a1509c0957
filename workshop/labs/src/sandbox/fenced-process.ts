import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Clock, Timer } from '@watertight/ports'
import type { Failure } from '../grading/grade.ts'
import { failures } from './failures.ts'

export interface FenceOptions {
  readonly clock: Clock
  /** Of this folder: what the process runs. */
  readonly main: 'virtual-main.ts' | 'real-main.ts'
  /** The learner's. */
  readonly file: string
  readonly memoryMb: number
  /** What else the permission model grants: `--allow-net`. */
  readonly grants?: readonly string[]
  /** Something the process said. */
  heard(message: unknown): void
}

/** How a process ended: with what was wrong with it, where that can be told. */
export interface Ended {
  readonly failure: Failure
  /** It was ended by whoever started it. */
  readonly isKilled: boolean
}

/** A process with a learner's file in it, that has nothing but what it is given. */
export interface FencedProcess {
  /** Begins every line the process says; the learner's code does not know it. */
  readonly word: string
  /** Says a line of JSON on its standard input; the last one ends it. */
  tell(message: object, isLast?: boolean): void
  kill(failure?: Failure): void
  /** CPU time it has taken so far, in ms; undefined where the system does not say. */
  cpuMs(): number | undefined
  /** What it reached for past its ports, first of all: it explains whatever came of it. */
  reached(): Failure | undefined
  /** Resolves when it is gone, rejects when it could not be started. */
  readonly ended: Promise<Ended>
}

/** Where a file really is: behind a link the fence would be around the wrong folder. */
export const realFile = (file: string): string =>
  existsSync(file) ? realpathSync(file) : resolve(file)

const repository = resolve(import.meta.dirname, '../../../..')
/** How often memory is looked at. */
const lookMs = 200
const mostReached = 10

/** Starts a process for a learner's file: under Node's permission model, without environment, on a descriptor of its own, and stopped when it takes more memory than it was given. */
export function fencedProcess(options: FenceOptions): FencedProcess {
  const { clock, memoryMb, heard } = options
  const child = started(options)
  const word = randomBytes(16).toString('hex')
  const reached = new Set<string>()
  let killedFor: Failure | undefined
  let isKilled = false
  const kill = (failure?: Failure) => {
    killedFor ??= failure
    isKilled = true
    child.kill('SIGKILL')
  }
  let look: Timer | undefined
  const watch = () => {
    look = clock.after(lookMs, () => {
      if (residentMb(child.pid) > memoryMb) kill(failures.tooMuchMemory(memoryMb))
      watch()
    })
  }
  watch()
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2_000)
  })
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
    const message = messageOf(line, word)
    if (message === undefined) return
    if ('reached' in message && typeof message.reached === 'string') {
      if (reached.size < mostReached) reached.add(message.reached.slice(0, 200))
    } else heard(message)
  })
  child.stdin?.on('error', () => {})
  const ended = new Promise<Ended>((end, fail) => {
    child.once('error', fail)
    child.once('close', (code) => {
      const isFull = /out of memory/.test(errors)
      const failure = isFull ? failures.tooMuchMemory(memoryMb) : failures.exited(code)
      end({ failure: killedFor ?? failure, isKilled })
    })
  })
  const over = () => look?.cancel()
  ended.then(over, over)
  return {
    word,
    kill,
    ended,
    cpuMs: () => cpuMs(child.pid),
    tell(message, isLast = false) {
      child.stdin?.write(`${JSON.stringify(message)}\n`)
      if (isLast) child.stdin?.end()
    },
    reached: () => (reached.size > 0 ? failures.reachedOutside(reached) : undefined),
  }
}

function started({ main, file, memoryMb, grants = [] }: FenceOptions): ChildProcess {
  const args = [
    '--permission',
    ...[repository, dirname(file)].map((folder) => `--allow-fs-read=${folder}`),
    ...grants,
    `--max-old-space-size=${memoryMb}`,
    '--disallow-code-generation-from-strings',
    '--conditions=watertight-src',
    '--no-warnings',
    join(import.meta.dirname, main),
  ]
  // nothing of the environment: neither secrets nor options of Node
  return spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'pipe', 'pipe'], env: {} })
}

function messageOf(line: string, word: string): object | undefined {
  if (!line.startsWith(word)) return undefined
  try {
    return JSON.parse(line.slice(word.length)) as object
  } catch {
    return undefined
  }
}

/** Resident memory of a process; 0 where the system does not say. */
function residentMb(pid: number | undefined): number {
  try {
    const [, kilobytes = '0'] =
      /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) / 1_024
  } catch {
    return 0
  }
}

/** User and system time, in ticks of 10 ms (proc(5)); undefined where the system does not say. */
function cpuMs(pid: number | undefined): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [user, system] = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
    return (Number(user) + Number(system)) * 10
  } catch {
    return undefined
  }
}
