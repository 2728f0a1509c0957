import type { Ports } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { type Hosted, host } from '@watertight/service'
import { Servicing } from './context.ts'
import { queries } from './queries.ts'
import { Loans } from './read-models.ts'

export const startServicing = (ports: Ports): Promise<Hosted> =>
  host(ports, { context: Servicing, readModels: [Loans], routes: queries })

if (import.meta.main) runService('servicing', startServicing)
