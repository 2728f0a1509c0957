import { type Call, json, type Ports, type Reply, TransportError } from '@watertight/ports'
import type { Document } from './documents.ts'
import { ImportError } from './import-error.ts'

/** A document that a service will not take, in the service's own words. */
export interface Refused {
  readonly document: string
  readonly fileLines: readonly [number, number]
  readonly status: number
  readonly reason: string
}

export type Outcome = 'accepted' | 'replayed' | Refused

export interface ClientOptions {
  readonly gateway: string
  readonly ports: Pick<Ports, 'clock' | 'random' | 'transport'>
  readonly signal: AbortSignal
  readonly patienceMs: number
}

type Wanted = Pick<Call, 'method' | 'path' | 'headers' | 'body'>

const attemptMs = 15_000
const firstWaitMs = 100
const longestWaitMs = 2_000

/**
 * Talks to the shop through its gateway, and outlasts a service that is away: a call that got no answer, or one that says "not now" (5xx, 429), is made again,
 * with waits that double up to two seconds. It rejects with `WT_SHOP_UNREACHABLE` when nothing at all has been answered for `patienceMs`;
 * when the signal fires, with the signal's reason, and what is under way may still be done by the service.
 */
export class ShopClient {
  readonly #options: ClientOptions
  #answeredAt: number

  constructor(options: ClientOptions) {
    this.#options = options
    this.#answeredAt = options.ports.clock.now()
  }

  async post({ kind, invoice, path, key, fileLines, body }: Document): Promise<Outcome> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    const answer = await this.#answer({ method: 'POST', path, headers, body })
    if (answer.status < 300)
      return answer.headers['idempotency-replayed'] === 'true' ? 'replayed' : 'accepted'
    const { status } = answer
    return { document: `${kind} ${invoice}`, fileLines, status, reason: wordsOf(answer) }
  }

  /** The JSON that a service answers. */
  async get(path: string): Promise<unknown> {
    const answer = await this.#answer({ method: 'GET', path })
    if (answer.status === 200) return json(answer.body)
    throw new ImportError(
      'WT_SHOP_ANSWER',
      `GET ${path} was answered with ${answer.status}: ${wordsOf(answer)}`,
    )
  }

  async #answer(request: Wanted): Promise<Reply> {
    const { gateway, ports, signal, patienceMs } = this.#options
    const since = ports.clock.now()
    for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, longestWaitMs)) {
      signal.throwIfAborted()
      const problem = await this.#attempt(request)
      signal.throwIfAborted()
      if (typeof problem !== 'string') return problem
      if (ports.clock.now() - Math.max(since, this.#answeredAt) > patienceMs)
        throw new ImportError(
          'WT_SHOP_UNREACHABLE',
          `Nothing was answered for ${Math.round(patienceMs / 1000)} s; the last try was ${request.method} ${request.path} at ${gateway}: ${problem}.`,
        )
      // jitter: 32 posts that failed together must not come back together
      await ports.clock.sleep(wait * (0.5 + ports.random.next() / 2), signal)
    }
  }

  /** The answer, or why there is none yet. */
  async #attempt(request: Wanted): Promise<Reply | string> {
    const { gateway, ports, signal } = this.#options
    try {
      const deadline = ports.clock.now() + attemptMs
      const answer = await ports.transport.call({ to: gateway, ...request, deadline, signal })
      if (answer.status >= 500 || answer.status === 429)
        return `${answer.status}, ${wordsOf(answer)}`
      this.#answeredAt = ports.clock.now()
      if (answer.status !== 404 && answer.status !== 405) return answer
    } catch (error) {
      if (error instanceof TransportError && error.code !== 'WT_TOO_LARGE') return error.message
      throw error
    }
    throw new ImportError(
      'WT_SHOP_UNKNOWN',
      `${gateway} does not know ${request.method} ${request.path}: is that address a shop?`,
    )
  }
}

/** The words of a problem document, or the beginning of whatever came. */
function wordsOf({ status, body }: Reply): string {
  try {
    const { title, code, detail, errors } = json(body) as {
      title?: string
      code?: string
      detail?: string
      errors?: readonly { path: string; message: string }[]
    }
    const faults = errors?.slice(0, 3).map(({ path, message }) => `${path}: ${message}`)
    const words = [code, detail ?? title, faults?.join('; ')].filter(Boolean).join(': ')
    return words || `status ${status}`
  } catch {
    return `status ${status}`
  }
}
