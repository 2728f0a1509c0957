import { faultDoor } from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { type Hosted, host } from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { Inventory } from './context.ts'
import { queries } from './queries.ts'
import {
  Customers,
  DocumentsBooked,
  Figures,
  Skus,
  StockLevels,
  StockMoves,
} from './read-models.ts'

export const startInventory = (
  ports: Ports,
  { args, rules }: Partial<ServiceOptions> = {},
): Promise<Hosted> =>
  host(faultDoor(ports).ports, {
    context: Inventory,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
    mesh: rules && { rules, namespace: 'shop' },
    readModels: [StockLevels, StockMoves, DocumentsBooked, Figures, Customers, Skus],
    routes: queries,
    hides: ['customer'],
  })

if (import.meta.main) runService('inventory', startInventory)
