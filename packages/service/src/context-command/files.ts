import { readFileSync, renameSync, writeFileSync } from 'node:fs'

/** The text of a file, or undefined where there is none. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The file has all of the text, or what it had before. */
export function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.unfinished`
  writeFileSync(unfinished, text)
  renameSync(unfinished, path)
}
