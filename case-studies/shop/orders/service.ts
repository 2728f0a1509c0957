import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { type Hosted, host } from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { Orders } from './context.ts'
import { queries } from './queries.ts'
import { CodeFigures, Customers, Figures, OrderList, Skus } from './read-models.ts'

export const startOrders = (
  ports: Ports,
  { args }: Partial<ServiceOptions> = {},
): Promise<Hosted> =>
  host(ports, {
    context: Orders,
    messaging: messagingFrom(args),
    readModels: [OrderList, Figures, CodeFigures, Customers, Skus],
    routes: queries,
  })

if (import.meta.main) runService('orders', startOrders)
