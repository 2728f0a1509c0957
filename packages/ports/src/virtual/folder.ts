import type { Folder, FolderWatch } from '../folder.ts'
import { PortsError } from '../ports-error.ts'

/** A folder in memory, with a hand that writes into it. */
export class VirtualFolder implements Folder {
  readonly #files = new Map<string, string>()
  readonly #watches = new Set<() => void>()
  #isGone = false

  write(name: string, text: string): void {
    this.#isGone = false
    this.#files.set(name, text)
    this.#changed()
  }

  remove(name: string): void {
    this.#files.delete(name)
    this.#changed()
  }

  /** The folder itself is gone, with all in it, until something is written again. */
  destroy(): void {
    this.#isGone = true
    this.#files.clear()
    this.#changed()
  }

  async list(): Promise<readonly string[]> {
    this.#check()
    return [...this.#files.keys()].filter((name) => !name.startsWith('.')).sort()
  }

  async read(name: string): Promise<string | undefined> {
    return this.#files.get(name)
  }

  watch(changed: () => void): FolderWatch {
    this.#check()
    const own = () => changed()
    this.#watches.add(own)
    return { stop: () => void this.#watches.delete(own) }
  }

  #changed(): void {
    for (const changed of [...this.#watches]) changed()
  }

  #check(): void {
    if (this.#isGone)
      throw new PortsError('WT_FOLDER_UNREADABLE', 'the folder: ENOENT', { reason: 'ENOENT' })
  }
}
