import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, type Ports, type Running, sleepOn, type Timer } from '@watertight/ports'
import { nodePorts } from '@watertight/ports/node'
import type { Failure } from '../grading/grade.ts'
import type { Held } from '../lab.ts'
import { failures } from '../sandbox/failures.ts'
import { type FencedProcess, fencedProcess } from '../sandbox/fenced-process.ts'
import type { RealJob, RealMessage, RealOrder } from '../sandbox/message.ts'
import { type CallEnd, noted, Recorder } from './recording.ts'
import type { RecordedRig } from './virtual-rig.ts'

export interface RealRigOptions {
  readonly clock: Clock
  /** The learner's, absolute. */
  readonly file: string
  readonly memoryMb: number
  /** For a whole run, which takes seconds. */
  readonly totalMs: number
  readonly signal?: AbortSignal | undefined
}

/** A rig of processes and sockets. */
export interface RealRig extends RecordedRig {
  /** Where the disks are while it runs. */
  readonly folder: string
  /** What is wrong with the learner's file, whatever was seen of its behaviour. */
  failure(): Failure | undefined
  /** By how much this process or one of the learner's was late at the most, in milliseconds. */
  lateMs(): number
}

/** The learner's file cannot be played any further. */
export class Broken extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.says)
    this.failure = failure
  }
}

const nothing: Held = { timers: 0, calls: 0 }
const lookMs = 10
/** What has not stopped by then is left to its end. */
const stopMs = 1_000

/** The learner's services in processes of their own, real sockets on loopback, files on the disk, and `kill -9`. The services of the lab run in this process. */
export function realRig({ clock, file, memoryMb, totalMs, signal }: RealRigOptions): RealRig {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-lab-'))
  const directory = new Map<string, string>()
  const hosts: {
    readonly ports: ReturnType<typeof nodePorts>
    readonly running: Running | undefined
  }[] = []
  const processes = new Map<string, FencedProcess>()
  const gone: Promise<unknown>[] = []
  const asked = new Map<number, (held: Held) => void>()
  const timers = owned(clock)
  const recorder = new Recorder()
  let lateMs = 0
  let failure: Failure | undefined
  let breakOff = (_: unknown) => {}
  const broken = new Promise<never>((_, fail) => (breakOff = fail))
  broken.catch(() => {})
  const fail = (found: Failure) => {
    failure ??= found
    breakOff(new Broken(failure))
  }
  const abort = () => breakOff(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const tellAll = (order: RealOrder) => {
    for (const process of processes.values()) process.tell(order)
  }
  const look = (due: number) => {
    timers.clock.after(lookMs, () => {
      lateMs = Math.max(lateMs, clock.now() - due)
      look(clock.now() + lookMs)
    })
  }

  async function launch(name: string): Promise<void> {
    let hasStarted = () => {}
    const started = new Promise<void>((end) => (hasStarted = end))
    const disk = join(folder, name)
    const calls = new Map<number, (end: CallEnd) => void>()
    const process = fencedProcess({
      ...{ clock, file, memoryMb, main: 'real-main.ts' },
      grants: ['--allow-net', `--allow-fs-write=${disk}`],
      heard(it) {
        const message = it as RealMessage
        if ('started' in message) {
          recorder.started(name, clock.wallTime())
          hasStarted()
        } else if ('called' in message) calls.set(message.called, recorder.note(message.call))
        else if ('line' in message) recorder.logged(name, clock.wallTime(), message.line)
        else if ('ended' in message) calls.get(message.ended)?.(message.end)
        else if ('serves' in message) {
          directory.set(message.serves, message.address)
          tellAll({ directory: { [message.serves]: message.address } })
        } else if ('lateMs' in message) lateMs = Math.max(lateMs, message.lateMs)
        else if ('held' in message) asked.get(message.held)?.(message.holds)
        else if ('broke' in message) fail(failures.broke(message.broke))
        else fail(failures.notLoaded(message.notLoaded))
      },
    })
    processes.set(name, process)
    gone.push(process.ended.catch(() => {}))
    process.ended.then(
      (ended) => {
        if (processes.get(name) === process) fail(process.reached() ?? ended.failure)
      },
      (error: Error) => fail(failures.broke(error.message)),
    )
    const job: RealJob = {
      ...{ word: process.word, file, name, folder: disk },
      directory: Object.fromEntries(directory),
    }
    process.tell(job)
    await Promise.race([started, broken])
  }

  async function heldBy(process: FencedProcess, question: number): Promise<Held> {
    const answer = new Promise<Held>((end) => asked.set(question, end))
    process.tell({ held: question })
    const held = await Promise.race([answer, process.ended.then(() => nothing)])
    asked.delete(question)
    return held
  }
  let questions = 0

  return {
    folder,
    async host(name, start) {
      const ports = nodePorts({
        ...{ service: name, folder: join(folder, `of-${name}`), directory, log: () => {} },
      })
      const own: Ports = noted({ ...ports, clock: timers.clock }, name, recorder.note)
      hosts.push({ ports, running: (await start(own)) ?? undefined })
    },
    subject: launch,
    kill(name) {
      const process = processes.get(name)
      processes.delete(name)
      process?.kill()
      recorder.killed(name, clock.wallTime())
    },
    async restart(name) {
      // its files are free when all that were killed are gone
      await Promise.all(gone)
      await launch(name)
    },
    async held() {
      const all = await Promise.all([...processes.values()].map((it) => heldBy(it, ++questions)))
      return {
        timers: all.reduce((sum, it) => sum + it.timers, 0),
        calls: all.reduce((sum, it) => sum + it.calls, 0),
      }
    },
    async run(work) {
      look(clock.now() + lookMs)
      const limit = timers.clock.after(totalMs, () => fail(failures.neverEnds(totalMs)))
      try {
        const done = work()
        done.catch(() => {})
        return await Promise.race([done, broken])
      } finally {
        limit.cancel()
      }
    },
    failure() {
      for (const process of processes.values()) failure = process.reached() ?? failure
      return failure
    },
    lateMs: () => lateMs,
    recording: () => recorder.recording(),
    said: () => recorder.said(),
    async stop() {
      signal?.removeEventListener('abort', abort)
      const running = [...processes.values()]
      processes.clear()
      for (const process of running) process.kill()
      await Promise.all(gone)
      const stopped = hosts.map(async ({ ports, running }) => {
        await running?.stop()
        await ports.stop()
      })
      const waited = new Promise<void>((end) => timers.clock.after(stopMs, end))
      await Promise.race([Promise.allSettled(stopped), waited])
      timers.cancel()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A clock whose timers can all be let go at once. */
function owned(clock: Clock): { readonly clock: Clock; cancel(): void } {
  const set = new Set<Timer>()
  const after = (ms: number, task: () => void): Timer => {
    const timer = clock.after(ms, () => {
      set.delete(timer)
      task()
    })
    set.add(timer)
    return {
      cancel() {
        set.delete(timer)
        timer.cancel()
      },
    }
  }
  return {
    clock: {
      now: () => clock.now(),
      wallTime: () => clock.wallTime(),
      after,
      soon: (task) => clock.soon(task),
      sleep: (ms, signal) => sleepOn({ after }, ms, signal),
    },
    cancel() {
      for (const timer of set) timer.cancel()
      set.clear()
    },
  }
}
