import type { Caller } from '../compile/caller.ts'
import type { MergedRule } from '../compile/destination-rules.ts'
import type { Service } from '../compile/services.ts'
import type { VirtualServices } from '../compile/virtual-services.ts'

/** All that lints look at. */
export interface Scene {
  readonly services: ReadonlyMap<string, Service>
  readonly caller: Required<Caller>
  /** What holds for each service. */
  readonly rules: ReadonlyMap<Service, MergedRule>
  /** Whose routes each host has. */
  readonly takers: VirtualServices
}
