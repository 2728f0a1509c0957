import { faultDoor } from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import {
  clientPolicies,
  type Hosted,
  host,
  type TokenFor,
  type TokenOptions,
} from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { automations } from './automations.ts'
import { Origination } from './context.ts'
import { type BureauPolicies, bureauClient } from './credit-data/bureau-client.ts'
import { queries } from './queries.ts'
import { Applications, BureausDue, Matches, ScreeningsDue } from './read-models.ts'
import { roles, senders } from './roles.ts'
import { sanctionsClient } from './screening/sanctions-client.ts'

export interface OriginationOptions extends Partial<ServiceOptions> {
  /** Whose tokens are asked for; without them everybody on this machine may do everything. */
  readonly tokens?: TokenOptions
  /** What is shown to others that ask for tokens. */
  readonly tokenFor?: TokenFor
}

/** While one of them fails nobody waits for it, and nothing is lost, because what is due stays on its list. */
const patience = {
  attemptMs: 1_500,
  breaker: {
    window: { ms: 30_000, buckets: 10 },
    ...{ failureRate: 0.5, slowRate: 0.8, slowAfterMs: 1_000 },
    ...{ minimumCalls: 6, openMs: 5_000, openMaxMs: 30_000 },
  },
}

export function startOrigination(
  ports: Ports,
  { args, rules, tokens, tokenFor }: OriginationOptions = {},
): Promise<Hosted> {
  const bureaus: BureauPolicies = {
    northstar: clientPolicies(ports, patience),
    meridian: clientPolicies(ports, patience),
  }
  const sanctions = clientPolicies(ports, patience)
  return host(faultDoor(ports).ports, {
    context: Origination,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
    mesh: rules && { rules, namespace: 'lending' },
    ...(tokens && { auth: { ...tokens, roles, senders } }),
    ...(tokenFor && { tokenFor }),
    readModels: [ScreeningsDue, BureausDue, Matches, Applications],
    automations: (store, observed) =>
      automations(store, sanctionsClient(observed, sanctions), bureauClient(observed, bureaus)),
    routes: queries,
    breakers: () => ({
      northstar: bureaus.northstar.breakerOf('bureaus'),
      meridian: bureaus.meridian.breakerOf('bureaus'),
      sanctions: sanctions.breakerOf('bureaus'),
    }),
  })
}

if (import.meta.main) runService('origination', startOrigination)
