import { backup, DatabaseSync } from 'node:sqlite'

/** One step: a consistent copy, where several steps would begin anew whenever another connection commits. */
const allPages = 0x7fff_ffff

/** Copies through a connection of its own, off the event loop, and closes it. The copy is one file with nothing beside it. */
export async function backupOf(source: DatabaseSync, path: string): Promise<number> {
  try {
    await backup(source, path, { rate: allPages })
  } finally {
    source.close()
  }
  const copy = new DatabaseSync(path)
  try {
    copy.exec('pragma journal_mode = delete')
    const last = copy.prepare('select max(position) as head from wt_events').get()
    return Number(last?.head ?? 0)
  } finally {
    copy.close()
  }
}
