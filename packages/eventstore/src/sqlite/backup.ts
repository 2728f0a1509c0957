import { backup, DatabaseSync } from 'node:sqlite'
import { EventStoreError } from '../errors.ts'

/** One step: a consistent copy, where several steps would begin anew whenever another connection commits. */
const allPages = 0x7fff_ffff

/** SQLite's code, and none: Node asks the wrong side why the first step failed, which it does where the copy is locked. */
const busy = [5, 0]
/** Somebody may still hold the file that is copied to; each attempt copies anew, so waiting costs no timer. */
const attempts = 10

/** Copies through a connection of its own, off the event loop, and closes it. The copy is one file with nothing beside it. */
export async function backupOf(source: DatabaseSync, path: string): Promise<number> {
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await backup(source, path, { rate: allPages })
        return finished(path)
      } catch (error) {
        if (!isBusy(error)) throw error
        if (attempt < attempts) continue
        const what = `somebody else has '${path}' open for writing`
        throw new EventStoreError('WT_BACKUP_BUSY', what, { path }, error)
      }
    }
  } finally {
    source.close()
  }
}

const isBusy = (error: unknown): boolean =>
  busy.includes((error as { readonly errcode?: number }).errcode ?? -1)

/** Turns the copy into one file; answers how far it goes. */
function finished(path: string): number {
  const copy = new DatabaseSync(path)
  try {
    copy.exec('pragma journal_mode = delete')
    const last = copy.prepare('select max(position) as head from wt_events').get()
    return Number(last?.head ?? 0)
  } finally {
    copy.close()
  }
}
