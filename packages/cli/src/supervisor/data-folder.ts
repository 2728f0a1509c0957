import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandLineError } from '../command-line-error.ts'

const marker = '.watertight-data'

/** The folder of the services' data, made if need be; one that holds something else is refused, so that `reset` never deletes a stranger's files. */
export function dataFolder(folder: string, { reset }: { readonly reset: boolean }): string {
  const data = join(folder, 'data')
  const isOurs = existsSync(join(data, marker))
  if (!isOurs && existsSync(data) && readdirSync(data).length > 0)
    throw new CommandLineError('WT_NOT_OUR_FOLDER', `${data} holds files that are not ours`, {
      data,
    })
  if (reset && isOurs) rmSync(data, { recursive: true })
  mkdirSync(data, { recursive: true })
  writeFileSync(
    join(data, marker),
    'The data of Watertight services. `watertight up --reset` deletes this folder.\n',
  )
  return data
}
