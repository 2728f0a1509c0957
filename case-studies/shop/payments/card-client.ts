import { json, type Ports } from '@watertight/ports'
import {
  type CircuitBreaker,
  circuitBreaker,
  deadline,
  pipeline,
  retry,
  timeout,
} from '@watertight/resilience'
import { z } from 'zod'

/** What is asked of the card network. The key is the order's or credit note's own number: however often it is sent, it happens once. */
export interface CardRequest {
  readonly kind: 'charges' | 'refunds'
  readonly reference: string
  readonly batch: string
  readonly pence: number
}
export type CardAnswer =
  | { readonly is: 'done'; readonly id: string }
  | { readonly is: 'declined'; readonly reason: string }

export interface CardClient {
  readonly breaker: CircuitBreaker
  /** Rejects when it is not known whether it happened: ask again with the same reference. */
  request(request: CardRequest, signal: AbortSignal): Promise<CardAnswer>
}

const cardLimits = Object.freeze({
  /** Longest wait for one answer. */
  attemptMs: 1_500,
  /** Longest wait for all attempts of one request. */
  deadlineMs: 5_000,
  maxRetries: 2,
  /** An answer slower than this counts as slow. */
  slowAfterMs: 500,
})

const Done = z.object({ id: z.string(), reference: z.string() })
const Declined = z.object({ detail: z.string() })

/** The card network behind a circuit breaker: while it fails nobody waits for it, and nothing is lost, because what is due stays on the list. */
export function cardClient({ clock, random, transport }: Ports): CardClient {
  const given = { clock, random: () => random.next() }
  const breaker = circuitBreaker(
    {
      name: 'card-network',
      window: { ms: 10_000, buckets: 10 },
      failureRate: 0.5,
      slowRate: 0.8,
      slowAfterMs: cardLimits.slowAfterMs,
      minimumCalls: 10,
      openMs: 2_000,
      openMaxMs: 10_000,
    },
    given,
  )
  const protectedCall = pipeline(
    'card-network',
    [
      deadline(cardLimits.deadlineMs),
      retry({ maxRetries: cardLimits.maxRetries }),
      breaker,
      timeout(cardLimits.attemptMs),
    ],
    given,
  )

  async function ask(
    { kind, reference, batch, pence }: CardRequest,
    deadline: number,
    signal: AbortSignal,
  ): Promise<CardAnswer> {
    const { status, body } = await transport.call({
      to: 'card-network',
      method: 'POST',
      path: `/${kind}`,
      headers: { 'content-type': 'application/json', 'idempotency-key': `${kind}/${reference}` },
      body: JSON.stringify({ reference, label: batch, pence, currency: 'GBP' }),
      deadline,
      signal,
    })
    if (status === 402) return { is: 'declined', reason: Declined.parse(json(body)).detail }
    if (status !== 200 && status !== 201)
      throw new Error(`the card network answered ${status} to ${reference}`)
    const done = Done.parse(json(body))
    // an answer that belongs to another request says nothing about this one
    if (done.reference !== reference)
      throw new Error(`the card network answered for ${done.reference} when asked for ${reference}`)
    return { is: 'done', id: done.id }
  }

  return {
    breaker,
    request: (request, signal) =>
      protectedCall.run(({ deadline }) => ask(request, deadline, signal), { signal }),
  }
}
