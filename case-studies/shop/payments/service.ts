import { faultDoor } from '@watertight/mesh/faults'
import type { Ports } from '@watertight/ports'
import { runService, type ServiceOptions } from '@watertight/ports/node'
import { type Hosted, host } from '@watertight/service'
import { messagingFrom } from '@watertight/service/jetstream'
import { engineFrom } from '@watertight/service/postgres'
import { automations } from './automations.ts'
import { cardClient, cardPolicies } from './card-client.ts'
import { Payments } from './context.ts'
import { queries } from './queries.ts'
import { Figures, PaymentList, PaymentsDue, RefundsDue, SettlementsDue } from './read-models.ts'

export function startPayments(
  ports: Ports,
  { args, rules }: Partial<ServiceOptions> = {},
): Promise<Hosted> {
  const policies = cardPolicies(ports)
  return host(faultDoor(ports).ports, {
    context: Payments,
    engine: engineFrom(args),
    messaging: messagingFrom(args),
    mesh: rules && { rules, namespace: 'shop' },
    readModels: [PaymentsDue, SettlementsDue, RefundsDue, PaymentList, Figures],
    automations: (_, observed) => automations(cardClient(observed, policies)),
    routes: queries,
    breakers: () => ({ 'card-network': policies.breakerOf('card-network') }),
  })
}

if (import.meta.main) runService('payments', startPayments)
