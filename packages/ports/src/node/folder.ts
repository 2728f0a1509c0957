import { watch } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Folder, FolderWatch } from '../folder.ts'
import { PortsError } from '../ports-error.ts'

/** A folder on the disk. */
export const nodeFolder = (path: string): Folder => ({
  async list() {
    try {
      const entries = await readdir(path, { withFileTypes: true })
      return entries
        .filter(
          (entry) => (entry.isFile() || entry.isSymbolicLink()) && !entry.name.startsWith('.'),
        )
        .map(({ name }) => name)
        .sort()
    } catch (error) {
      throw unreadable(path, error)
    }
  },
  async read(name) {
    try {
      return await readFile(join(path, name), 'utf8')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // a link to a folder is no file either
      if (code === 'ENOENT' || code === 'EISDIR') return undefined
      throw unreadable(join(path, name), error)
    }
  },
  watch(changed): FolderWatch {
    try {
      const watcher = watch(path, () => changed())
      // whoever reads the folder next learns why
      watcher.on('error', () => changed())
      return { stop: () => watcher.close() }
    } catch (error) {
      throw unreadable(path, error)
    }
  },
})

const unreadable = (path: string, error: unknown) => {
  const { code, message } = error as NodeJS.ErrnoException
  return new PortsError('WT_FOLDER_UNREADABLE', `${path}: ${code ?? message}`, {
    path,
    reason: code,
  })
}
