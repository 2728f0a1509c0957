import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Ports } from '@watertight/ports'
import { type Deed, type Entry, type ReadProgress, readProgress, sealed } from './entry.ts'
import { appendAfter, progressFile, setAside, textOf } from './files.ts'
import { LearnError } from './learn-error.ts'

/** Whose progress it is: seeds are drawn from the secret, and lines are sealed with it. */
export interface Learner {
  readonly id: string
  readonly secret: string
}

/** The learner's progress: a file that is only ever appended to, each line sealed together with the one before. Whoever edits it is found out; whoever has the secret and wants to, is not. */
export interface Progress {
  readonly learner: Learner
  /** Throws `WT_PROGRESS_CHANGED` or `WT_PROGRESS_FOREIGN`. */
  entries(): readonly Entry[]
  add(deed: Deed): void
  /** Moves the file aside and begins with nothing; answers where it is now. */
  beginAgain(): string | undefined
}

type ProgressPorts = Pick<Ports, 'clock' | 'ids' | 'random' | 'storage'>

/** The progress in a folder. How many lines it has, and the secret, are kept in the database `learn` of the storage, which is also what two commands at once wait for. */
export function openProgress(
  folder: string,
  { clock, ids, random, storage }: ProgressPorts,
): Progress {
  const path = join(folder, progressFile)
  const database = storage.open('learn')
  database.exec(
    'create table if not exists learner (folder text primary key, id text, secret text, lines integer) strict',
  )
  const isNew = alone(database, () => enter(database, folder, path, { ids, random }))
  const row = database.prepare('select * from learner where folder = ?')
  const mine = () => row.get(folder) as unknown as Learner & { readonly lines: number }

  const read = (): ReadProgress => {
    const { secret, lines } = mine()
    const found = readProgress(textOf(path), secret)
    const facts = { path }
    if ('line' in found) {
      if (isNew || lines === 0)
        throw new LearnError('WT_PROGRESS_FOREIGN', `${path} was begun elsewhere`, facts)
      const sentence = `line ${found.line} of ${path} is not as it was written`
      throw new LearnError('WT_PROGRESS_CHANGED', sentence, { ...facts, line: found.line })
    }
    const missing = lines - found.entries.length
    if (missing > 0) {
      const sentence = `${path} had ${lines} lines and has ${found.entries.length}`
      throw new LearnError('WT_PROGRESS_CHANGED', sentence, { ...facts, missing })
    }
    return found
  }

  return {
    learner: mine(),
    entries: () => read().entries,
    add: (deed) =>
      alone(database, () => {
        const { entries, seal, bytes } = read()
        const n = entries.length + 1
        const at = new Date(clock.wallTime()).toISOString()
        const line = sealed({ ...deed, n, at } as Entry, seal, mine().secret)
        appendAfter(path, bytes, line)
        database.prepare('update learner set lines = ? where folder = ?').run(n, folder)
      }),
    beginAgain: () =>
      alone(database, () => {
        const aside = setAside(path)
        database.prepare('delete from learner where folder = ?').run(folder)
        return aside
      }),
  }
}

/** Gives the folder a learner, unless it has one; a folder that was moved keeps the one who sealed its progress. True where they are new. */
function enter(
  database: DatabaseSync,
  folder: string,
  path: string,
  { ids, random }: Pick<ProgressPorts, 'ids' | 'random'>,
): boolean {
  if (database.prepare('select 1 from learner where folder = ?').get(folder)) return false
  const text = textOf(path)
  const known = database.prepare('select folder, secret from learner').all()
  const moved = text && known.find((it) => 'entries' in readProgress(text, String(it.secret)))
  if (moved) {
    database
      .prepare('update learner set folder = ? where folder = ?')
      .run(folder, moved.folder as string)
    return false
  }
  const secret = Buffer.from(random.fill(new Uint8Array(32))).toString('hex')
  database.prepare('insert into learner values (?, ?, ?, 0)').run(folder, ids.next(), secret)
  return true
}

function alone<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate')
  try {
    const result = work()
    database.exec('commit')
    return result
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}
