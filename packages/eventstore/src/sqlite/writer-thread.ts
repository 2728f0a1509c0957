import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Table } from '@watertight/domain'
import type { Commit, Verdict } from '../engine.ts'
import { EventStoreError } from '../errors.ts'

export type Ask =
  | { readonly is: 'open'; readonly tables: readonly Table[] }
  | { readonly is: 'commit'; readonly batch: readonly Commit[] }
  | { readonly is: 'close' }
/** `errcode`: SQLite's result code. */
export type Told =
  | { readonly is: 'done'; readonly verdicts: readonly Verdict[] }
  | { readonly is: 'failed'; readonly message: string; readonly errcode: number | undefined }

export interface WriterThread {
  open(tables: readonly Table[]): Promise<void>
  commit(batch: readonly Commit[]): Promise<readonly Verdict[]>
  close(): Promise<void>
}

interface Waiting {
  readonly resolve: (verdicts: readonly Verdict[]) => void
  readonly reject: (error: unknown) => void
}

/** Commits on a thread with a connection of its own. It keeps the process alive only while an answer is due. */
export function startThread(file: string): WriterThread {
  // the extension is that of this module: source here, JavaScript in the package
  const program = new URL(`./thread-main${extname(import.meta.url)}`, import.meta.url)
  const worker = new Worker(program, { workerData: file })
  // answered in the order asked
  const waiting: Waiting[] = []
  let ended = false
  let cause: unknown
  worker.unref()

  function done(): Waiting | undefined {
    const first = waiting.shift()
    if (waiting.length === 0) worker.unref()
    return first
  }
  const lost = () =>
    new EventStoreError(
      'WT_OUTCOME_UNKNOWN',
      `the writer thread ended: ${String(cause)}`,
      { file },
      cause,
    )
  worker.on('message', (told: Told) => {
    if (told.is === 'done') done()?.resolve(told.verdicts)
    else done()?.reject(Object.assign(new Error(told.message), { errcode: told.errcode }))
  })
  worker.on('error', (error) => {
    cause = error
  })
  worker.on('exit', () => {
    ended = true
    for (const { reject } of waiting.splice(0)) reject(lost())
  })

  const ask = (asked: Ask) =>
    new Promise<readonly Verdict[]>((resolve, reject) => {
      if (ended) return reject(lost())
      worker.postMessage(asked)
      if (waiting.push({ resolve, reject }) === 1) worker.ref()
    })
  async function end(): Promise<void> {
    if (!ended) await ask({ is: 'close' })
    worker.ref()
    await worker.terminate()
  }
  let closing: Promise<void> | undefined
  return {
    async open(tables) {
      await ask({ is: 'open', tables: tables.map(plain) })
    },
    commit: (batch) => ask({ is: 'commit', batch }),
    close() {
      closing ??= end()
      return closing
    },
  }
}

/** Declared tables carry functions, which no thread can be given. */
const plain = ({ name, columns, key, indexes = [] }: Table): Table => ({
  name,
  columns,
  key,
  indexes,
})
