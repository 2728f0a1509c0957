import { Worker } from 'node:worker_threads'
import type { Mutant } from './mutate.ts'
import type { Trial, Verdict } from './worker.ts'

export interface Tried {
  readonly mutant: Mutant
  /** Undefined: it survived. */
  readonly killedBy: string | undefined
}

/** Tries each mutant, so many at a time. One that does not come to an end within `limitMs` is noticed by that. */
export async function tryAll(
  mutants: readonly Mutant[],
  {
    workers,
    limitMs,
    onTried,
  }: {
    readonly workers: number
    readonly limitMs: number
    readonly onTried?: (tried: Tried) => void
  },
): Promise<Tried[]> {
  const tried: Tried[] = []
  let next = 0
  const work = async () => {
    let worker: Worker | undefined
    let trials = 0
    for (let number = next++; number < mutants.length; number = next++) {
      const mutant = mutants[number] as Mutant
      worker ??= startWorker()
      const verdict = await ask(worker, { number, ...mutant }, limitMs)
      // modules are never forgotten: one worker for all would run out of memory over an innocent mutant
      if (verdict.isWorkerLost || ++trials % perWorker === 0) {
        await worker.terminate()
        worker = undefined
      }
      const one = { mutant, killedBy: verdict.killedBy }
      tried.push(one)
      onTried?.(one)
    }
    await worker?.terminate()
  }
  await Promise.all(Array.from({ length: workers }, work))
  return tried
}

const perWorker = 50

function startWorker(): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  // one that is told to stop may yet complain
  return worker.on('error', () => {})
}

interface Answer {
  readonly killedBy: string | undefined
  readonly isWorkerLost: boolean
}

function ask(worker: Worker, { number, file, source }: Trial, limitMs: number): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const heard = (verdict: Verdict) => resolve({ killedBy: verdict.killedBy, isWorkerLost: false })
  const failed = (error: unknown) =>
    resolve({ killedBy: `the worker: ${error}`, isWorkerLost: true })
  const timer = setTimeout(() => resolve({ killedBy: 'time', isWorkerLost: true }), limitMs)
  worker.on('message', heard).on('error', failed)
  worker.postMessage({ number, file, source } satisfies Trial)
  return promise.finally(() => {
    clearTimeout(timer)
    worker.off('message', heard).off('error', failed)
  })
}
