import type { Caller } from '../compile/caller.ts'
import type { MergedRule } from '../compile/destination-rules.ts'
import type { Service } from '../compile/services.ts'
import type { Resource } from '../schema/kinds.ts'

/** All that lints look at. */
export interface Scene {
  readonly resources: readonly Resource[]
  readonly services: ReadonlyMap<string, Service>
  readonly caller: Required<Caller>
  /** The rules for a service, looked up once. */
  readonly ruleOf: (service: Service) => MergedRule
}
