/** A folder of texts that people or other programs write while this process runs. */
export interface Folder {
  /** The names of the files in it, sorted by code units; none that begins with a dot, and nothing of folders below. Rejects with `WT_FOLDER_UNREADABLE`. */
  list(): Promise<readonly string[]>
  /** The text, or undefined where there is no such file any more. */
  read(name: string): Promise<string | undefined>
  /** Calls back after something has changed, at least once for all that changed meanwhile. Throws `WT_FOLDER_UNREADABLE` where nothing can be watched. */
  watch(changed: () => void): FolderWatch
}

export interface FolderWatch {
  /** Nothing is heard any more. */
  stop(): void
}
