import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { CertificateError } from '../certificate-error.ts'

const mostBytes = 8_000_000

/** The bytes of a file, of no more than 8 MB; neither of a folder nor of a device that never ends. */
export function bytesOf(path: string): Uint8Array {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) throw new CertificateError('WT_FILE_MISSING', `there is no file ${path}`)
  if (stat.size > mostBytes)
    throw new CertificateError(
      'WT_FILE_TOO_LARGE',
      `${path} has ${stat.size} bytes, ${mostBytes} are the most`,
      { path, bytes: stat.size },
    )
  return readFileSync(path)
}

export const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

export const textOf = (path: string): string => (isFile(path) ? readFileSync(path, 'utf8') : '')

export function requireNew(path: string): void {
  if (isFile(path)) throw new CertificateError('WT_FILE_EXISTS', `${path} is there already`)
}

/** Writes files that are not there yet, with their folder; none where one is there. */
export function writeNew(files: ReadonlyMap<string, string | Uint8Array>): void {
  for (const path of files.keys()) requireNew(path)
  for (const [path, content] of files) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content, { flag: 'wx' })
  }
}

/** Replaces a file in one step. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.unfinished`, content)
  renameSync(`${path}.unfinished`, path)
}

export function appendLine(path: string, line: string): void {
  mkdirSync(dirname(path), { recursive: true })
  appendFileSync(path, `${line}\n`)
}
