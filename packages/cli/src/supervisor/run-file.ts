import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What runs on a data folder: its `run.json`, for other commands and for people. */
export interface RunFile {
  /** The address people open; absent until every service has been ready. */
  readonly gateway?: string
  /** The supervisor's. */
  readonly pid: number
  readonly services: Readonly<Record<string, RunningService>>
  /** Whose services they are. */
  readonly parts: readonly RunningPart[]
}

export interface RunningPart {
  readonly name: string
  readonly summary: string
  /** Of its manifest. */
  readonly file: string
  readonly services: readonly string[]
}

export interface RunningService {
  readonly pid: number
  /** Absent until the service is ready. */
  readonly address?: string
}

export const runFilePath = (folder: string) => join(folder, 'run.json')

/** Undefined when there is none, or what is there was not written by us. */
export function readRunFile(folder: string): RunFile | undefined {
  try {
    const content = JSON.parse(readFileSync(runFilePath(folder), 'utf8'))
    return typeof content?.services === 'object' ? content : undefined
  } catch (error) {
    const isNone =
      (error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError
    if (isNone) return undefined
    throw error
  }
}

/** Says what this process runs. Readers see the file before or the file after, never a part. */
export function writeRunFile(
  folder: string,
  { gateway, services, parts }: Omit<RunFile, 'pid'>,
): void {
  const path = runFilePath(folder)
  const content = { gateway, pid: process.pid, services, parts }
  writeFileSync(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`)
  renameSync(`${path}.new`, path)
}

export function removeRunFile(folder: string): void {
  rmSync(runFilePath(folder), { force: true })
}
