import {
  type ClientPolicies,
  type ClientPorts,
  clientPolicies,
  foreignSystem,
} from '@watertight/service'
import { z } from 'zod'

/** What is asked of the card network: to hold money, take it, let it go or pay it back. The reference is the order's or credit note's own number: however often it is asked, it happens once. */
export interface CardRequest {
  readonly kind: 'authorisations' | 'charges' | 'voids' | 'refunds'
  readonly reference: string
  readonly batch: string
  readonly pence: number
}
export type CardAnswer =
  | { readonly is: 'done'; readonly id: string }
  | { readonly is: 'declined'; readonly reason: string }

/** Rejects when it is not known whether it happened: ask again with the same reference. */
export type CardClient = (request: CardRequest, signal: AbortSignal) => Promise<CardAnswer>

const Done = z.object({ id: z.string(), reference: z.string() })
const Declined = z.object({ detail: z.string() })

/** While the card network fails nobody waits for it, and nothing is lost, because what is due stays on the list. */
export const cardPolicies = (ports: Pick<ClientPorts, 'clock' | 'random'>): ClientPolicies =>
  clientPolicies(ports, {
    attemptMs: 1_500,
    breaker: {
      window: { ms: 10_000, buckets: 10 },
      failureRate: 0.5,
      slowRate: 0.8,
      slowAfterMs: 500,
      minimumCalls: 10,
      openMs: 2_000,
      openMaxMs: 10_000,
    },
  })

/** The card network, in the words of payments. */
export function cardClient(ports: ClientPorts, policies: ClientPolicies): CardClient {
  const ask = foreignSystem('card-network', ports, { policies })
  return ({ kind, reference, batch, pence }, signal) => {
    const body = { reference, label: batch, pence, currency: 'GBP' }
    const key = `${kind}/${reference}`
    return ask({ method: 'POST', path: `/${kind}`, key, body, signal }, (status, said) => {
      if (status === 402) return { is: 'declined', reason: Declined.parse(said).detail }
      const { id, reference: of } = Done.parse(said)
      // an answer that belongs to another request says nothing about this one
      return of === reference ? { is: 'done', id } : undefined
    })
  }
}
