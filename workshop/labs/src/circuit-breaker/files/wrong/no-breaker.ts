import { json, type Ports, type Request, type Running, reply } from '@watertight/ports'

/** How long a row may take, and what the page itself takes. */
const rowMs = 250
const reserveMs = 100

/** The home page: two rows, each filled by a service of its own. */
export async function start({ clock, transport }: Ports): Promise<Running> {
  const ask = async (to: string, viewer: string, request: Request) => {
    const { status, body } = await transport.call({
      ...{ to, method: 'GET', path: `/for/${viewer}`, signal: request.signal },
      deadline: Math.min(request.deadline - reserveMs, clock.now() + rowMs),
    })
    if (status >= 500) throw new Error(`${to} answered ${status}`)
    return status === 404 ? [] : (json(body) as { films: string[] }).films
  }
  const row = async (of: string, viewer: string, request: Request) => {
    return await ask(of, viewer, request).catch(() => null)
  }
  const server = await transport.serve('home', async (request) => {
    const viewer = request.path.split('/').at(-1) ?? ''
    const [ratings, recommendations] = await Promise.all([
      row('ratings', viewer, request),
      row('recommendations', viewer, request),
    ])
    return reply(200, { ratings, recommendations })
  })
  return { stop: () => server.close() }
}
