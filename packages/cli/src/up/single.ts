import { runTogether } from '@watertight/ports/node'
import { loadStart } from './load-start.ts'

/** A service of the one process, as its command line tells. */
export interface SingleService {
  readonly name: string
  /** Its absolute path. */
  readonly entry: string
  readonly args: readonly string[]
  readonly rules?: string | undefined
  readonly listens: boolean
  readonly front: boolean
}

/** The main of the process that runs every service of `--topology single`; the last argument is a JSON list of them. */
runTogether('watertight', (args) => {
  const services = JSON.parse(args.at(-1) ?? '') as readonly SingleService[]
  return Promise.all(
    services.map(async ({ entry, ...service }) => ({
      ...service,
      start: await loadStart(entry, service.name),
    })),
  )
})
