import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { type Hosted, host } from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { Servicing } from './context.ts'
import { queries } from './queries.ts'
import { Loans } from './read-models.ts'

export const startServicing = (
  ports: Ports,
  { args }: Partial<ServiceOptions> = {},
): Promise<Hosted> =>
  host(ports, {
    context: Servicing,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
    readModels: [Loans],
    routes: queries,
  })

if (import.meta.main) runService('servicing', startServicing)
