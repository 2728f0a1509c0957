import { faultDoor } from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { type Hosted, host, type TokenFor, type TokenOptions } from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { Servicing } from './context.ts'
import { queries } from './queries.ts'
import { Loans, Offers } from './read-models.ts'
import { roles } from './roles.ts'

export interface ServicingOptions extends Partial<ServiceOptions> {
  /** Whose tokens are asked for; without them everybody on this machine may do everything. */
  readonly tokens?: TokenOptions
  /** What is shown to others that ask for tokens. */
  readonly tokenFor?: TokenFor
}

export const startServicing = (
  ports: Ports,
  { args, rules, tokens, tokenFor }: ServicingOptions = {},
): Promise<Hosted> =>
  host(faultDoor(ports).ports, {
    context: Servicing,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
    mesh: rules && { rules, namespace: 'lending' },
    ...(tokens && { auth: { ...tokens, roles } }),
    ...(tokenFor && { tokenFor }),
    readModels: [Loans, Offers],
    routes: queries,
  })

if (import.meta.main) runService('servicing', startServicing)
