import { readFileSync, statSync } from 'node:fs'

export const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

export const textOf = (path: string): string => readFileSync(path, 'utf8')
