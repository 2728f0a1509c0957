import { faultDoor } from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { clientPolicies, type Hosted, host } from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { Support } from './context.ts'
import { queries } from './queries.ts'

export function startSupport(
  ports: Ports,
  { args, rules }: Partial<ServiceOptions> = {},
): Promise<Hosted> {
  const policies = clientPolicies(ports, { attemptMs: 1_000, maxRetries: 1 })
  return host(faultDoor(ports).ports, {
    context: Support,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
    mesh: rules && { rules, namespace: 'shop' },
    readModels: [],
    routes: queries(policies),
  })
}

if (import.meta.main) runService('support', startSupport)
