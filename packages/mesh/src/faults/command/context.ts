import type { Ports } from '@watertight/ports'
import type { StartService } from '@watertight/ports/node'
import type { Context } from '../../config/command/context.ts'
import type { RealService } from '../real-system.ts'

/** What this command needs of the command line. */
export interface FaultsContext extends Context {
  readonly signal: AbortSignal
  readonly ports: Ports
  services(part: string): readonly PartService[]
}

export interface PartService extends RealService {
  readonly args: readonly string[]
  load(): Promise<StartService>
}
