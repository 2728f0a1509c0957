import type { Ports } from '@watertight/ports'
import type { StartService } from '@watertight/ports/node'
import type { Context } from '../../config/command/context.ts'

/** What this command needs of the command line. */
export interface FaultsContext extends Context {
  readonly signal: AbortSignal
  readonly ports: Ports
  services(part: string): readonly PartService[]
}

export interface PartService {
  readonly name: string
  readonly args: readonly string[]
  load(): Promise<StartService>
  process(): { readonly pid: number; readonly address?: string; kill(): void } | undefined
}
