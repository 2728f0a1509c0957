import { pathToFileURL } from 'node:url'
import { PortsError } from '@watertight/ports'
import { runTogether, type StartService } from '@watertight/ports/node'
import { pascal } from '../pascal.ts'

/** A service of the one process, as its command line tells. */
export interface SingleService {
  readonly name: string
  /** Its absolute path. */
  readonly entry: string
  readonly args: readonly string[]
  readonly listens: boolean
  readonly front: boolean
}

/** The main of the process that runs every service of `--topology single`; the last argument is a JSON list of them. */
runTogether('watertight', (args) => {
  const services = JSON.parse(args.at(-1) ?? '') as readonly SingleService[]
  return Promise.all(
    services.map(async ({ entry, ...service }) => {
      const exported: unknown = await import(pathToFileURL(entry).href)
      const wanted = `start${pascal(service.name)}`
      const start = (exported as { readonly [name: string]: unknown })[wanted]
      if (typeof start !== 'function')
        throw new PortsError('WT_START_MISSING', `${entry} exports no ${wanted}`, { entry, wanted })
      return { ...service, start: start as StartService }
    }),
  )
})
