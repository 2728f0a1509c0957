import { destinationRule } from './destination-rule.ts'
import { serviceEntry } from './service-entry.ts'
import type { ValueOf } from './shape.ts'
import { virtualService } from './virtual-service.ts'

/** The kinds that are read, by Istio's names. */
export const kinds = {
  DestinationRule: destinationRule,
  VirtualService: virtualService,
  ServiceEntry: serviceEntry,
} as const

export type Kind = keyof typeof kinds

type Resources = { readonly [K in Kind]: ValueOf<(typeof kinds)[K]> }

/** A document that was read: fields as Istio names them, durations in milliseconds, expressions compiled. */
export type Resource = Resources[Kind]
export type DestinationRule = Resources['DestinationRule']
export type VirtualService = Resources['VirtualService']
export type ServiceEntry = Resources['ServiceEntry']
export type HttpRoute = VirtualService['spec']['http'][number]
export type HttpMatch = NonNullable<HttpRoute['match']>[number]
export type TrafficPolicy = NonNullable<DestinationRule['spec']['trafficPolicy']>
