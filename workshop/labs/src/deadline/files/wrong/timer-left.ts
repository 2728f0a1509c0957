import { json, type Ports, type Request, type Running, reply } from '@watertight/ports'

/** What the answer itself takes, there and back. */
const reserveMs = 100

/** Decides on loans: asks the bureau for a score and the ledger for what is owed. */
export async function start({ clock, log, transport }: Ports): Promise<Running> {
  const ask = async (to: string, path: string, deadline: number) => {
    const { body } = await transport.call({ to, method: 'GET', path, deadline })
    return json(body) as Readonly<Record<string, number>>
  }
  const decide = async (request: Request) => {
    const { application, amount } = json(request.body) as { application: string; amount: number }
    const deadline = request.deadline - reserveMs
    clock.after(request.deadline - clock.now(), () => log('warn', 'a request was slow'))
    const { score = 0 } = await ask('bureau', `/score/${application}`, deadline)
    const { exposure = 0 } = await ask('ledger', `/exposure/${application}`, deadline)
    const isGood = score >= 600 && exposure + amount <= 50_000
    return reply(200, { decision: isGood ? 'approved' : 'declined' })
  }
  const server = await transport.serve('decisions', (request) =>
    decide(request).catch(() => reply(503, { code: 'NOT_IN_TIME' })),
  )
  return { stop: () => server.close() }
}
