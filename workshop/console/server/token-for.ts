import { basename, dirname } from 'node:path'
import type { Transport } from '@watertight/ports'
import { nodeFolder } from '@watertight/ports/node'
import { ConsoleError } from './console-error.ts'

const least = 16

/** The first line of the file; undefined where there is none and only this machine can ask. From a file, for what stands on a command line everybody on the machine can read. Rejects with WT_CONSOLE_TOKEN where others could ask without one, and where it is too short or not there. */
export async function tokenFor(
  { isPublic }: Pick<Transport, 'isPublic'>,
  file: string | undefined,
): Promise<string | undefined> {
  if (file === undefined) {
    if (!isPublic) return undefined
    throw new ConsoleError('WT_CONSOLE_TOKEN', 'the console would be open to other machines')
  }
  const text = await nodeFolder(dirname(file)).read(basename(file))
  if (text === undefined) throw new ConsoleError('WT_CONSOLE_TOKEN', `there is no file ${file}`)
  const token = (text.split('\n', 1)[0] ?? '').trim()
  if (token.length >= least) return token
  throw new ConsoleError('WT_CONSOLE_TOKEN', `the token in ${file} has ${token.length} characters`)
}
