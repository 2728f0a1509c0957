import { pathToFileURL } from 'node:url'
import { PortsError } from '@watertight/ports'
import type { StartService } from '@watertight/ports/node'
import { pascal } from '../pascal.ts'

/** What a service's entry exports to start it: `startCardNetwork` of `card-network`. */
export async function loadStart(entry: string, name: string): Promise<StartService> {
  const exported: unknown = await import(pathToFileURL(entry).href)
  const wanted = `start${pascal(name)}`
  const start = (exported as { readonly [name: string]: unknown })[wanted]
  if (typeof start !== 'function')
    throw new PortsError('WT_START_MISSING', `${entry} exports no ${wanted}`, { entry, wanted })
  return start as StartService
}
