import { header, json, type Ports, type Request, type Running, reply } from '@watertight/ports'

const reserveMs = 100
const tryMs = 600
const tries = 3

/** Takes the money for orders: asks the card network. No library, the same rules. */
export async function start({ clock, random, transport }: Ports): Promise<Running> {
  // seven orders earn a retry; a few are there from the start
  let budget = 12
  const charge = async (request: Request) => {
    const { order, pence } = json(request.body) as { order: string; pence: number }
    const deadline = request.deadline - reserveMs
    const pause = (ms: number) => clock.sleep(ms, request.signal)
    budget += 1 / 7
    for (let attempt = 1; ; attempt++) {
      const answer = await transport
        .call({
          ...{ to: 'card-network', method: 'POST', path: '/charges' },
          headers: { 'idempotency-key': order },
          body: JSON.stringify({ order, pence }),
          deadline: Math.min(deadline, clock.now() + tryMs),
        })
        .catch(() => undefined)
      if (answer?.status === 200) return reply(200, { is: 'charged' })
      if (answer?.status === 402) return reply(200, { is: 'declined' })
      const asked = Number(header(answer?.headers ?? {}, 'retry-after') ?? 0) * 1_000
      const waitMs = asked || random.next() * 300 * 2 ** (attempt - 1)
      if (attempt === tries || budget < 1 || clock.now() + waitMs >= deadline)
        return reply(503, { code: 'NOT_KNOWN' })
      budget--
      await pause(waitMs)
    }
  }
  const server = await transport.serve('payments', (request) =>
    charge(request).catch(() => reply(503, { code: 'NOT_KNOWN' })),
  )
  return { stop: () => server.close() }
}
