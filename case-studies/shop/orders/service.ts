import type { Ports } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { type Hosted, host } from '@watertight/service'
import { Orders } from './context.ts'
import { queries } from './queries.ts'
import { CodeFigures, Customers, Figures, OrderList, Skus } from './read-models.ts'

export const startOrders = (ports: Ports): Promise<Hosted> =>
  host(ports, {
    context: Orders,
    readModels: [OrderList, Figures, CodeFigures, Customers, Skus],
    routes: queries,
  })

if (import.meta.main) runService('orders', startOrders)
