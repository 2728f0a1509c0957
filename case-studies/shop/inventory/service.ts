import type { Ports } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { type Hosted, host } from '@watertight/service'
import { Inventory } from './context.ts'
import { queries } from './queries.ts'
import { Customers, Figures, Skus } from './read-models.ts'

export const startInventory = (ports: Ports): Promise<Hosted> =>
  host(ports, { context: Inventory, readModels: [Figures, Customers, Skus], routes: queries })

if (import.meta.main) runService('inventory', startInventory)
