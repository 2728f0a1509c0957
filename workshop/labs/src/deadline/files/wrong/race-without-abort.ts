import { json, type Ports, type Request, type Running, reply } from '@watertight/ports'

/** Decides on loans: asks the bureau for a score and the ledger for what is owed. */
export async function start({ clock, transport }: Ports): Promise<Running> {
  const ask = async (to: string, path: string) => {
    const deadline = Number.POSITIVE_INFINITY
    const { body } = await transport.call({ to, method: 'GET', path, deadline })
    return json(body) as Readonly<Record<string, number>>
  }
  const decide = async (request: Request) => {
    const { application, amount } = json(request.body) as { application: string; amount: number }
    const { score = 0 } = await ask('bureau', `/score/${application}`)
    const { exposure = 0 } = await ask('ledger', `/exposure/${application}`)
    const isGood = score >= 600 && exposure + amount <= 50_000
    return reply(200, { decision: isGood ? 'approved' : 'declined' })
  }
  const server = await transport.serve('decisions', (request) => {
    const tooLate = new Promise<ReturnType<typeof reply>>((answer) => {
      const left = request.deadline - clock.now() - 100
      clock.after(left, () => answer(reply(503, { code: 'NOT_IN_TIME' })))
    })
    return Promise.race([decide(request), tooLate])
  })
  return { stop: () => server.close() }
}
