import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** The lines of a text file, as they are read. */
export const linesOfFile = (path: string, signal: AbortSignal): AsyncIterable<string> =>
  createInterface({ input: createReadStream(path, { signal }), crlfDelay: Infinity })
