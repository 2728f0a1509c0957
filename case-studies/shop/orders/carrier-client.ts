import { type ClientPolicies, type ClientPorts, foreignSystem } from '@watertight/service'
import { z } from 'zod'

export interface ParcelRequest {
  /** The order's number: however often it is asked, one parcel is taken. */
  readonly reference: string
  readonly batch: string
  readonly pieces: number
}
export type Handed =
  | { readonly is: 'taken'; readonly tracking: string }
  | { readonly is: 'refused'; readonly reason: string }

/** Rejects when it is not known what has happened: ask again. */
export interface CarrierClient {
  hand(parcel: ParcelRequest, signal: AbortSignal): Promise<Handed>
  follow(reference: string, signal: AbortSignal): Promise<'in transit' | 'delivered' | 'returned'>
}

const Taken = z.object({ tracking: z.string(), reference: z.string() })
const Refused = z.object({ detail: z.string() })
const Seen = z.object({
  reference: z.string(),
  state: z.enum(['in transit', 'delivered', 'returned']),
})

/** The carrier, in the words of orders. */
export function carrierClient(ports: ClientPorts, policies: ClientPolicies): CarrierClient {
  const ask = foreignSystem('carrier', ports, { policies })
  return {
    hand: ({ reference, batch, pieces }, signal) => {
      const body = { reference, label: batch, pieces }
      const key = `parcels/${reference}`
      return ask<Handed>(
        { method: 'POST', path: '/parcels', key, body, signal },
        (status, said) => {
          if (status === 409) return { is: 'refused', reason: Refused.parse(said).detail }
          const { tracking, reference: of } = Taken.parse(said)
          return of === reference ? { is: 'taken', tracking } : undefined
        },
      )
    },
    follow: (reference, signal) =>
      ask(
        {
          method: 'GET',
          path: `/parcels/${encodeURIComponent(reference)}`,
          route: '/parcels/:reference',
          signal,
        },
        (_, said) => {
          const { state, reference: of } = Seen.parse(said)
          return of === reference ? state : undefined
        },
      ),
  }
}
