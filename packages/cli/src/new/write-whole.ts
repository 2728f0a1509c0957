import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CommandLineError } from '../command-line-error.ts'

/** Makes a folder with these files, or nothing: they are written beside it, under a name that no workspace has, and moved. Throws `WT_FOLDER_EXISTS`. */
export function writeWhole(
  folder: string,
  files: Readonly<Record<string, string>>,
  unique: string,
): void {
  const exists = () => new CommandLineError('WT_FOLDER_EXISTS', `${folder} exists`, { folder })
  if (existsSync(folder)) throw exists()
  const draft = join(dirname(folder), `.${unique}`)
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(draft, path)), { recursive: true })
      writeFileSync(join(draft, path), content)
    }
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    // another was faster
    if ((error as NodeJS.ErrnoException).code === 'ENOTEMPTY') throw exists()
    throw error
  }
}
