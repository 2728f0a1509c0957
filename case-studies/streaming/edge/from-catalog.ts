import { type Call, header, json, type Ports, type Transport } from '@watertight/ports'
import { type Film, Films } from '../catalog/published.ts'
import facts from './static-films.json' with { type: 'json' }

export type { Film }

/** `static`: the few films that the edge was shipped with, until the catalogue has answered once. */
export type Freshness = 'fresh' | 'stale' | 'static'

const everyMs = 2_000
const freshMs = 10_000
const patienceMs = 2_000

/**
 * The edge's own copy of the catalogue (stale-while-error, RFC 5861): it is asked again all the time, no page ever waits for it, and while it does not
 * answer the copy goes on.
 */
export class Catalogue {
  readonly #ports: Pick<Ports, 'clock' | 'log'>
  readonly #transport: Transport
  #films = new Map<string, Film>(facts.map((film) => [film.id, film]))
  #popular: readonly Film[] = facts
  #etag: string | undefined
  #answeredAt: number | undefined

  constructor(ports: Pick<Ports, 'clock' | 'log'>, transport: Transport) {
    this.#ports = ports
    this.#transport = transport
  }

  get freshness(): Freshness {
    if (this.#answeredAt === undefined) return 'static'
    return this.#ports.clock.now() - this.#answeredAt < freshMs ? 'fresh' : 'stale'
  }

  film(id: string): Film | undefined {
    return this.#films.get(id)
  }

  /** The most watched first. */
  get popular(): readonly Film[] {
    return this.#popular
  }

  /** Keeps the copy until the signal fires. */
  async follow(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#ports
    while (!signal.aborted) {
      const before = this.freshness
      const why = await this.#ask(signal).catch((error) => String(error.code ?? error))
      if (before !== this.freshness || (why !== undefined && before === 'static'))
        log(why === undefined ? 'info' : 'warn', `the catalogue is ${this.freshness}`, { why })
      await clock.sleep(everyMs, signal).catch(() => {})
    }
  }

  /** Answers why there is nothing new, if there should be. */
  async #ask(signal: AbortSignal): Promise<string | undefined> {
    const { clock } = this.#ports
    const headers: Call['headers'] = this.#etag === undefined ? {} : { 'if-none-match': this.#etag }
    const call = { to: 'catalog', method: 'GET', path: '/films', headers, signal }
    const reply = await this.#transport.call({ ...call, deadline: clock.now() + patienceMs })
    if (reply.status === 200) {
      const { films } = Films.parse(json(reply.body))
      this.#films = new Map(films.map((film) => [film.id, film]))
      this.#popular = films
      this.#etag = header(reply.headers, 'etag')
    } else if (reply.status !== 304) return `it answered ${reply.status}`
    this.#answeredAt = clock.now()
    return undefined
  }
}
