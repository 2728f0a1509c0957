// One life of a process that writes a log: it warms up, says so, reads its plan as one line, and works until it is killed.
// What it asks for and what is answered goes into a journal that outlives it.
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Clock, keyed, seededRandom, uuidv7 } from '@watertight/ports'
import { fileStorage, systemClock, systemRandom } from '@watertight/ports/node'
import { sqlite } from '../../sqlite/sqlite.ts'
import type { Failpoint } from './failpoint.ts'
import { operate } from './operation.ts'
import { effectOf, openLog, Streams } from './words.ts'

export interface Plan {
  readonly folder: string
  readonly journal: string
  readonly seed: number
  readonly writer: 'main' | 'thread'
  /** Each does one append after the other: the number of its next one, and those without an answer. */
  readonly writers: readonly {
    readonly name: string
    readonly next: number
    readonly unanswered: readonly string[]
  }[]
  readonly failpoint?: Omit<Failpoint, 'journal'> | undefined
  /** Copy the log to this file after so many appends. */
  readonly backup?: { readonly path: string; readonly after: number } | undefined
  /** Ask again what has no answer, catch up, compare and end, instead of living on. */
  readonly last: boolean
}

/** Wall time that is set forward and back by up to an hour. */
function steppedClock(seed: number): Clock {
  const random = seededRandom(keyed(seed, 'clock'))
  let step = 0
  return {
    ...systemClock,
    wallTime() {
      if (random.next() < 0.01) step = Math.floor((random.next() - 0.5) * 7_200_000)
      return systemClock.wallTime() + step
    },
  }
}

async function live(plan: Plan): Promise<void> {
  const note = (line: string) => appendFileSync(plan.journal, `${line}\n`)
  if (plan.failpoint)
    process.env.WT_FAILPOINT = JSON.stringify({ ...plan.failpoint, journal: plan.journal })
  const engine = sqlite({ storage: fileStorage(plan.folder), name: 'log', writer: plan.writer })
  // hints are lost: the poll alone must be enough
  const random = seededRandom(keyed(plan.seed, 'hints'))
  const deaf = {
    ...engine,
    onChange: (heard: () => void) =>
      engine.onChange(() => !plan.last && random.next() < 0.5 && heard()),
  }
  const clock = steppedClock(plan.seed)
  const log = await openLog(deaf, { clock, ids: uuidv7(clock, systemRandom) })
  const consumer = await log.consume('effects', { handle: effectOf })
  // another process of this round may have taken it over
  consumer.done.catch((error) => note(`c ${String(error)}`))

  let answered = 0
  async function ask(op: string): Promise<void> {
    note(`? ${op}`)
    note(`! ${op} ${await operate(log, op)}`)
    if (++answered === plan.backup?.after) {
      note('b')
      // the other process of this round may be copying too
      const head = await engine.backup(plan.backup.path).catch(unlessBusy)
      if (head !== undefined) note(`B ${head}`)
    }
  }
  async function write({ name, next, unanswered }: Plan['writers'][number]): Promise<void> {
    for (const op of unanswered) await ask(op)
    for (let n = next; !plan.last; n++) await ask(`${name}:${n}`)
  }
  await Promise.all(plan.writers.map(write))
  await consumer.seen()
  note(`v ${(await log.verify(Streams)).different.length}`)
  await log.close()
}

function unlessBusy(error: unknown): undefined {
  if ((error as { readonly code?: string }).code !== 'WT_BACKUP_BUSY') throw error
}

if (import.meta.main) {
  console.log('ready')
  const [line] = (await once(createInterface({ input: process.stdin }), 'line')) as [string]
  process.stdin.destroy()
  await live(JSON.parse(line))
}
