import { pathToFileURL } from 'node:url'
import type { Start } from '@watertight/ports'
import type { NotLoaded } from './failures.ts'

/** The `start` of a learner's file, or why there is none. */
export async function load(file: string): Promise<Start | NotLoaded> {
  try {
    const { start } = (await import(pathToFileURL(file).href)) as { readonly start?: unknown }
    if (typeof start === 'function') return start as Start
    return { parses: true, reason: 'it exports no function `start`' }
  } catch (error) {
    if (!(error instanceof Error)) return { parses: true, reason: `it threw ${String(error)}` }
    const { name, message, stack = '', code = '' } = error as Error & { readonly code?: string }
    const parses = name !== 'SyntaxError' && !/TYPESCRIPT_SYNTAX/.test(code)
    return { parses, reason: `${message}${parses ? '' : placeIn(stack)}` }
  }
}

/** Node begins with the file and the line. */
function placeIn(stack: string): string {
  const [, file, line] = /([^/\n]+\.ts):(\d+)\n/.exec(stack) ?? []
  return file === undefined ? '' : `, in line ${line} of ${file}`
}
