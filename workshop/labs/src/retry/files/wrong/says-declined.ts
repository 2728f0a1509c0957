import { header, json, type Ports, type Request, type Running, reply } from '@watertight/ports'
import { exponential, pipeline, retry, timeout } from '@watertight/resilience'
import { retryAfterMs } from '@watertight/resilience/retry-after'
import { retryBudget } from '@watertight/resilience/retry-budget'

/** What the answer itself takes, there and back. */
const reserveMs = 100

/** The card network cannot at the moment. */
class Overloaded extends Error {
  readonly retryAfter: string | undefined
  constructor(retryAfter: string | undefined) {
    super('the card network is overloaded')
    this.retryAfter = retryAfter
  }
}

/** Takes the money for orders: asks the card network. */
export async function start({ clock, random, transport }: Ports): Promise<Running> {
  const given = { clock, random: () => random.next() }
  const budget = retryBudget(
    { name: 'card-network', ratio: 0.1, perSecond: 1, concurrencyFloor: 8 },
    given,
  )
  const policies = pipeline(
    'card-network',
    [
      retry({
        maxRetries: 2,
        backoff: exponential({ firstMs: 300 }),
        retryAfter: (error) =>
          error instanceof Overloaded
            ? retryAfterMs(error.retryAfter, clock.wallTime())
            : undefined,
        budget,
      }),
      timeout(600),
    ],
    given,
  )
  const charge = async (request: Request) => {
    const { order, pence } = json(request.body) as { order: string; pence: number }
    const answer = await policies.run(
      async ({ deadline, signal }) => {
        const { status, headers } = await transport.call({
          ...{ to: 'card-network', method: 'POST', path: '/charges' },
          // the same key for each try: it is one charge
          headers: { 'idempotency-key': order },
          body: JSON.stringify({ order, pence }),
          deadline,
          signal,
        })
        if (status >= 500) throw new Overloaded(header(headers, 'retry-after'))
        return status
      },
      { deadline: request.deadline - reserveMs, signal: request.signal },
    )
    return reply(200, { is: answer === 402 ? 'declined' : 'charged' })
  }
  const server = await transport.serve('payments', (request) =>
    charge(request).catch(() => reply(200, { is: 'declined' })),
  )
  return { stop: () => server.close() }
}
