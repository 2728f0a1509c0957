import { faultDoor } from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { clientPolicies, type Hosted, host } from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { automations } from './automations.ts'
import { carrierClient } from './carrier-client.ts'
import { Orders } from './context.ts'
import { queries } from './queries.ts'
import {
  CodeFigures,
  Customers,
  Figures,
  OrderList,
  ParcelsDue,
  ParcelsUnderWay,
  Skus,
} from './read-models.ts'

export function startOrders(
  ports: Ports,
  { args, rules }: Partial<ServiceOptions> = {},
): Promise<Hosted> {
  const policies = clientPolicies(ports)
  return host(faultDoor(ports).ports, {
    context: Orders,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
    mesh: rules && { rules, namespace: 'shop' },
    readModels: [OrderList, ParcelsDue, ParcelsUnderWay, Figures, CodeFigures, Customers, Skus],
    automations: (_, observed) => automations(carrierClient(observed, policies)),
    routes: queries,
    // found by it, so it is a tag and not marked
    hides: ['customer'],
    breakers: () => ({ carrier: policies.breakerOf('carrier') }),
  })
}

if (import.meta.main) runService('orders', startOrders)
