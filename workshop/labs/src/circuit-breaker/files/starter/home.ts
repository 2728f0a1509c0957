import {
  json,
  type Ports,
  type Request,
  type Running,
  reply,
  TransportError,
} from '@watertight/ports'

/** How long a row may take, and what the page itself takes. */
const rowMs = 250
const reserveMs = 100

/** Stops asking after five failures. */
class Breaker {
  #failures = 0

  /** Undefined where nobody is asked. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#failures >= 5) return undefined
    try {
      return await work()
    } catch (error) {
      const hasLeft = error instanceof TransportError && error.code === 'WT_ABORTED'
      if (!hasLeft) this.#failures++
      throw error
    }
  }
}

/** The home page: two rows, each filled by a service of its own. */
export async function start({ clock, transport }: Ports): Promise<Running> {
  const breakers = { ratings: new Breaker(), recommendations: new Breaker() }
  const ask = async (to: string, viewer: string, request: Request) => {
    const { status, body } = await transport.call({
      ...{ to, method: 'GET', path: `/for/${viewer}`, signal: request.signal },
      deadline: Math.min(request.deadline - reserveMs, clock.now() + rowMs),
    })
    if (status >= 500) throw new Error(`${to} answered ${status}`)
    return status === 404 ? [] : (json(body) as { films: string[] }).films
  }
  const row = async (of: keyof typeof breakers, viewer: string, request: Request) => {
    const films = breakers[of].run(() => ask(of, viewer, request))
    return (await films.catch(() => undefined)) ?? null
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
