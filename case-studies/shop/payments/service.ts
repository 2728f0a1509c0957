import type { Ports } from '@watertight/ports'
import { runService } from '@watertight/ports/node'
import { type Hosted, host } from '@watertight/service'
import { authorise, refund } from './automations.ts'
import { cardClient } from './card-client.ts'
import { Payments } from './context.ts'
import { queries } from './queries.ts'
import { Figures, PaymentList, PaymentsDue, RefundsDue } from './read-models.ts'

export async function startPayments(ports: Ports): Promise<Hosted> {
  const client = cardClient(ports)
  return host(ports, {
    context: Payments,
    readModels: [PaymentsDue, RefundsDue, PaymentList, Figures],
    automations: (store) => [authorise(client), refund(client, store)],
    routes: queries,
    status: () => ({ breaker: client.breaker.snapshot() }),
  })
}

if (import.meta.main) runService('payments', startPayments)
