import {
  type Clock,
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

const limits = Object.freeze({ calls: 10, minimum: 5, failureRate: 0.5, openMs: 800 })

type Outcome = 'success' | 'failure' | 'ignored'

/** Closed: calls go through, the last ten are judged. Open: none does. Half-open: one does, and what becomes of it decides. */
class Breaker {
  #state: 'closed' | 'open' | 'half-open' = 'closed'
  #recent: Outcome[] = []
  #openUntil = 0
  #isProbing = false
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Undefined where nobody is asked. */
  async run<T>(
    work: () => Promise<T>,
    judge: (error?: unknown) => Outcome,
  ): Promise<T | undefined> {
    if (this.#state === 'open' && this.#clock.now() >= this.#openUntil) this.#state = 'half-open'
    if (this.#state === 'open' || (this.#state === 'half-open' && this.#isProbing)) return undefined
    const isProbe = this.#state === 'half-open'
    if (isProbe) this.#isProbing = true
    try {
      const value = await work()
      this.#ended(judge(), isProbe)
      return value
    } catch (error) {
      this.#ended(judge(error), isProbe)
      throw error
    }
  }

  #ended(outcome: Outcome, isProbe: boolean): void {
    if (isProbe) {
      this.#isProbing = false
      if (outcome === 'success') this.#close()
      if (outcome === 'failure') this.#open()
      return
    }
    // what began before the breaker opened says nothing new
    if (this.#state !== 'closed' || outcome === 'ignored') return
    this.#recent = [...this.#recent, outcome].slice(-limits.calls)
    const failures = this.#recent.filter((it) => it === 'failure').length
    const isEvidence = this.#recent.length >= limits.minimum
    if (isEvidence && failures >= limits.failureRate * this.#recent.length) this.#open()
  }

  #open(): void {
    this.#state = 'open'
    this.#openUntil = this.#clock.now() + limits.openMs
  }

  #close(): void {
    this.#state = 'closed'
    this.#recent = []
  }
}

/** Whoever leaves, or asks for what is not there, says nothing about the service that was asked. */
const judge = (error?: unknown): Outcome => {
  if (error === undefined) return 'success'
  return error instanceof TransportError && error.code === 'WT_ABORTED' ? 'ignored' : 'failure'
}

/** The home page: two rows, each filled by a service of its own. */
export async function start({ clock, transport }: Ports): Promise<Running> {
  const breakers = { ratings: new Breaker(clock), recommendations: new Breaker(clock) }
  const ask = async (to: string, viewer: string, request: Request) => {
    const { status, body } = await transport.call({
      ...{ to, method: 'GET', path: `/for/${viewer}`, signal: request.signal },
      deadline: Math.min(request.deadline - reserveMs, clock.now() + rowMs),
    })
    if (status >= 500) throw new Error(`${to} answered ${status}`)
    return status === 404 ? [] : (json(body) as { films: string[] }).films
  }
  const row = async (of: keyof typeof breakers, viewer: string, request: Request) => {
    const films = breakers[of].run(() => ask(of, viewer, request), judge)
    return (await films.catch(() => undefined)) ?? ['film-1', 'film-2', 'film-3']
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
