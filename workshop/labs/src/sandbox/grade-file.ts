import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Clock, Timer } from '@watertight/ports'
import type { Failure, Report } from '../grading/grade.ts'
import type { Lab } from '../lab.ts'
import type { Job, Message } from './message.ts'

export interface SandboxLimits {
  /** For one run of a scenario, of a few milliseconds; the machine may have other things to do. */
  readonly silentMs: number
  readonly totalMs: number
  /** Of the whole process, of which Node takes 100. */
  readonly memoryMb: number
}

export const sandboxLimits: SandboxLimits = Object.freeze({
  silentMs: 20_000,
  totalMs: 240_000,
  memoryMb: 512,
})

export interface GradeFileOptions {
  readonly clock: Clock
  readonly seeds: readonly number[]
  readonly limits?: Partial<SandboxLimits>
  readonly signal?: AbortSignal
}

const repository = resolve(import.meta.dirname, '../../../..')
const main = join(import.meta.dirname, 'main.ts')
/** How often memory is looked at. */
const lookMs = 200

/** Grades a learner's file in a process of its own that can reach nothing but its ports, within limits. Whatever the file does ends in a report. Rejects with the signal's reason when it fires. */
export async function gradeFile(
  lab: Pick<Lab, 'slug' | 'version'>,
  file: string,
  { clock, seeds, limits, signal }: GradeFileOptions,
): Promise<Report> {
  signal?.throwIfAborted()
  const { silentMs, totalMs, memoryMb } = { ...sandboxLimits, ...limits }
  const path = resolve(file)
  const child = started(path, memoryMb)
  const job: Job = { word: randomBytes(16).toString('hex'), lab: lab.slug, file: path, seeds }
  let runs = 0
  let killedFor: Failure | undefined
  const kill = (failure?: Failure) => {
    killedFor ??= failure
    child.kill('SIGKILL')
  }
  const abort = () => kill()
  signal?.addEventListener('abort', abort, { once: true })
  const total = clock.after(totalMs, () => kill(failures.neverEnds(totalMs)))
  let silent: Timer = clock.after(silentMs, () => kill(failures.neverEnds(silentMs)))
  let look: Timer | undefined
  const watch = () => {
    look = clock.after(lookMs, () => {
      if (residentMb(child.pid) > memoryMb) kill(failures.tooMuchMemory(memoryMb))
      watch()
    })
  }
  watch()
  const reached = new Set<string>()
  const said: Message[] = []
  const exited = new Promise<number | null>((end) => child.once('close', (code) => end(code)))
  const failedToStart = new Promise<never>((_, fail) => child.once('error', fail))
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-2_000)
  })
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
    const message = messageOf(line, job.word)
    if (!message) return
    silent.cancel()
    silent = clock.after(silentMs, () => kill(failures.neverEnds(silentMs)))
    if ('progressed' in message) runs = message.progressed
    else if ('reached' in message) {
      if (reached.size < 10) reached.add(message.reached.slice(0, 200))
    } else said.push(message)
  })
  child.stdin?.on('error', () => {}).end(JSON.stringify(job))
  try {
    const code = await Promise.race([exited, failedToStart])
    signal?.throwIfAborted()
    const report = { lab: lab.slug, version: lab.version, runs, inconclusive: 0 }
    // what it reached for explains what came of it
    if (reached.size > 0)
      return { ...report, verdict: 'fail', failure: failures.reachedOutside([...reached]) }
    const [first] = said
    if (killedFor) return { ...report, verdict: 'fail', failure: killedFor }
    if (first && 'report' in first) return first.report
    if (first && 'notLoaded' in first)
      return { ...report, verdict: 'fail', failure: failures.notLoaded(first.notLoaded) }
    const failure = /out of memory/.test(errors)
      ? failures.tooMuchMemory(memoryMb)
      : failures.exited(code)
    return { ...report, verdict: 'fail', failure }
  } finally {
    for (const timer of [total, silent, look]) timer?.cancel()
    signal?.removeEventListener('abort', abort)
    child.kill('SIGKILL')
  }
}

function started(file: string, memoryMb: number): ChildProcess {
  const args = [
    '--permission',
    ...[repository, dirname(file)].map((folder) => `--allow-fs-read=${folder}`),
    `--max-old-space-size=${memoryMb}`,
    '--conditions=watertight-src',
    '--disable-warning=SecurityWarning',
    main,
  ]
  // nothing of the environment: neither secrets nor options of Node
  return spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'pipe', 'pipe'], env: {} })
}

function messageOf(line: string, word: string): Message | undefined {
  if (!line.startsWith(word)) return undefined
  try {
    return JSON.parse(line.slice(word.length)) as Message
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

/** What can go wrong with a file before its behaviour can be judged. */
const failures = {
  neverEnds: (ms: number): Failure => ({
    code: 'NEVER_ENDS',
    says: 'Your service went on without ever waiting, or waited for what never comes.',
    expected: `a run within ${ms} ms`,
    measured: 'none; it was stopped',
  }),
  tooMuchMemory: (memoryMb: number): Failure => ({
    code: 'TOO_MUCH_MEMORY',
    says: 'Your service took more memory than it was given.',
    expected: `${memoryMb} MB at most`,
    measured: 'more; it was stopped',
  }),
  reachedOutside: (doors: readonly string[]): Failure => ({
    code: 'REACHED_OUTSIDE',
    says: 'Your file reached past its ports.',
    expected: 'time, chance, storage and network from the ports alone',
    measured: doors.join(', '),
  }),
  notLoaded: ({
    parses,
    reason,
  }: {
    readonly parses: boolean
    readonly reason: string
  }): Failure => ({
    code: parses ? 'DOES_NOT_LOAD' : 'DOES_NOT_PARSE',
    says: parses ? 'Your file cannot be loaded.' : 'Your file is no TypeScript that can be read.',
    expected: 'a module that exports `start`',
    measured: reason.slice(0, 500),
  }),
  exited: (code: number | null): Failure => ({
    code: 'EXITED',
    says: 'Your service ended its process.',
    expected: 'a service that stops when it is told to',
    measured: code === null ? 'ended by a signal' : `exit code ${code}`,
  }),
}
