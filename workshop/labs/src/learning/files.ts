import { createHash } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export const progressFile = 'progress.log'

/** The text of a file, empty where there is none. */
export const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

export const isThere = (path: string): boolean => existsSync(path)

/** Appends after so many bytes, on the disk when it returns: a line that was never finished goes. */
export function appendAfter(path: string, bytes: number, line: string): void {
  mkdirSync(dirname(path), { recursive: true })
  if (existsSync(path)) truncateSync(path, bytes)
  appendFileSync(path, `${line}\n`, { flush: true })
}

/** Writes a file, whatever was there; answers how it is named from here. */
export function writeOver(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return nameFromHere(path)
}

/** How a file is named from here: the whole path, where that is no longer one. */
export function nameFromHere(...parts: readonly string[]): string {
  const path = resolve(...parts)
  const fromHere = relative(resolve('.'), path)
  return fromHere.startsWith('..') ? path : fromHere
}

/** Writes a file that is not there yet; true when it was written. */
export function writeNew(path: string, text: string): boolean {
  if (existsSync(path)) return false
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { flag: 'wx' })
  return true
}

/** Moves a file aside, to the first name that is free: `decisions.ts.1`. Undefined where there is none. */
export function setAside(path: string): string | undefined {
  if (!existsSync(path)) return undefined
  let number = 1
  while (existsSync(`${path}.${number}`)) number++
  renameSync(path, `${path}.${number}`)
  return `${path}.${number}`
}

export function copyNew(from: string, to: string): boolean {
  if (existsSync(to)) return false
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
  return true
}

/** SHA-256 of the modules in a folder and below, by name: what a learner hands in. */
export function contentOf(folder: string): string {
  const hash = createHash('sha256')
  const all = isThere(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []
  const modules = all
    .filter((it) => (it.isFile() || it.isSymbolicLink()) && it.name.endsWith('.ts'))
    .map((it) => relative(folder, join(it.parentPath, it.name)))
    // an editor may be about to write it
    .filter((name) => isThere(join(folder, name)))
  for (const name of modules.sort()) {
    const text = readFileSync(join(folder, name))
    hash.update(`${name}\n${text.length}\n`).update(text)
  }
  return `sha256:${hash.digest('hex')}`
}

/** The folder of a learner: the one that was named, or the nearest one upwards that holds a progress, or `my-labs` here. */
export function learnersFolder(named?: string): string {
  if (named !== undefined) return resolve(named)
  const here = resolve('.')
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, progressFile))) return folder
  return join(here, 'my-labs')
}
