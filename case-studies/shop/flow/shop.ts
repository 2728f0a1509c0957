import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { json, type Ports, type Running, type Start } from '@watertight/ports'
import type { StartService } from '@watertight/ports/node'
import { VirtualFolder } from '@watertight/ports/virtual'
import { startCardNetwork } from '../card-network/service.ts'
import { startCarrier } from '../carrier/service.ts'
import { startInventory } from '../inventory/service.ts'
import { startOrders } from '../orders/service.ts'
import { startPayments } from '../payments/service.ts'

/** The services of the shop, those first that others hear. */
const services = {
  'card-network': startCardNetwork,
  carrier: startCarrier,
  inventory: startInventory,
  payments: startPayments,
  orders: startOrders,
} as const satisfies { readonly [name: string]: StartService }

export const shopHosts = Object.keys(services)

const folder = join(import.meta.dirname, '../mesh')
export const ruleFiles = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}))
/** The rules of the shop's mesh, in memory: a test reads no disk in virtual time. */
const rules = new VirtualFolder()
for (const { name, text } of ruleFiles) rules.write(name, text)

/** A service as the supervisor starts it: its calls go by the rules of the shop. */
export const meshed =
  (start: StartService): ((ports: Ports) => Promise<Running>) =>
  (ports) =>
    start(ports, { args: [], rules })

interface Place {
  host(name: string, start: Start): Promise<void>
}

/** Starts the whole shop, or with a service in place of one of its own. */
export async function hostShop(
  place: Place,
  instead: { readonly [name in keyof typeof services]?: StartService } = {},
): Promise<void> {
  for (const [name, start] of Object.entries({ ...services, ...instead }))
    await place.host(name, meshed(start))
}

/** Runs a client of the shop on a host of its own, and answers what it answers. */
export const asClient = <T>(place: Place, run: (ports: Ports) => Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    void place.host('customer', (ports) => run(ports).then(resolve, reject))
  })

export type Insist = ReturnType<typeof insisting>

/** Asks until there is an answer that is not "not now", whatever is lost on the way: a command under its key. */
export function insisting(
  { clock, random, transport }: Pick<Ports, 'clock' | 'random' | 'transport'>,
  attemptMs = 2_000,
) {
  const owner = new AbortController().signal
  return async <T>(
    to: string,
    path: string,
    body?: unknown,
    key = '',
  ): Promise<{ readonly status: number; readonly said: T }> => {
    for (;;) {
      try {
        const answer = await transport.call({
          to,
          method: body === undefined ? 'GET' : 'POST',
          path,
          headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          deadline: clock.now() + attemptMs,
        })
        if (answer.status < 500) return { status: answer.status, said: json(answer.body) as T }
      } catch {
        // lost, late or refused: the same request again
      }
      await clock.sleep(20 + random.next() * 60, owner)
    }
  }
}

/** Puts goods into the store. */
export async function stock(insist: Insist, sku: string, quantity: number, batch = 'flow') {
  const path = `/stock-item/${sku}/receive-stock`
  const body = { batch, quantity, reason: 'opening stock' }
  const { status } = await insist('inventory', path, body, `opening/${sku}`)
  if (status !== 201) throw new Error(`${sku} was not received: ${status}`)
}
