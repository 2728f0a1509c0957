import { jsonOf, unknownAnswer } from './answer.ts'
import type { Read } from './attempts.ts'
import { type ClientOptions, type ClientPorts, clientDefaults } from './client.ts'
import { clientPolicies } from './policies.ts'
import { send } from './send.ts'

interface Request {
  readonly path: string
  /** The path's pattern, where the path holds an id: spans and errors tell it. */
  readonly route?: string
  /** As JSON. */
  readonly body?: unknown
  /** The caller gives up: it rejects at once, with `WT_ABORTED`. */
  readonly signal?: AbortSignal
  /** Longest wait for all attempts, in milliseconds. */
  readonly deadlineMs?: number
}

/** A request bears to be sent again: by its method (RFC 9110 §9.2.2), or by the key that it is sent with as `idempotency-key`. */
export type ForeignRequest =
  | (Request & { readonly method: 'GET' | 'PUT' | 'DELETE'; readonly key?: string })
  | (Request & { readonly method: 'POST' | 'PATCH'; readonly key: string })

/** What an answer means here, by its status and what its JSON says; undefined, or an error, where it means nothing. */
export type Meaning<A> = (status: number, body: unknown) => A | undefined

/** Asks, again where that helps. Rejects with a `ClientError`. */
export type Ask = <A>(request: ForeignRequest, meaning: Meaning<A>) => Promise<A>

/**
 * The way to a system that speaks no published language: `meaning` translates its answers (an anticorruption layer), and the rest is as
 * with a `client`: attempts under one key, within the deadline, the retry budget and the circuit breaker of that system, each a span. What
 * passes (408, 425, 429, 500, 502, 503, 504) is asked again, and so is a good status that means nothing; another one is
 * `WT_ANSWER_UNKNOWN`.
 *
 * ```ts
 * import type { Ports } from '@watertight/ports'
 * import { foreignSystem } from '@watertight/service'
 * import { z } from 'zod'
 *
 * const Rate = z.object({ rate: z.string() })
 *
 * export const rates = (ports: Ports) => {
 *   const ask = foreignSystem('central-bank', ports)
 *   return (currency: string) =>
 *     ask({ method: 'GET', path: `/rates/${currency}`, route: '/rates/:currency' }, (status, body) =>
 *       status === 404 ? 'unknown' : Rate.parse(body).rate,
 *     )
 * }
 * ```
 */
export function foreignSystem(to: string, ports: ClientPorts, options: ClientOptions = {}): Ask {
  const { policies = clientPolicies(ports), deadlineMs } = { ...clientDefaults, ...options }
  const destination = policies.of(to)
  return ({ method, path, route = path, key = ports.ids.next(), body, ...given }, meaning) =>
    send(
      ports,
      destination,
      {
        ...{ to, command: `${method} ${route}`, id: key, key, method, path, route, data: body },
        signal: given.signal,
        deadline: ports.clock.now() + (given.deadlineMs ?? deadlineMs),
      },
      translated(meaning),
    )
}

const translated =
  <A>(meaning: Meaning<A>): Read<A> =>
  (reply, wallTime) => {
    const failed = unknownAnswer(reply, wallTime)
    if (failed.passing) return { failed }
    const isGood = reply.status < 400
    try {
      const answer = meaning(reply.status, jsonOf(reply))
      return answer === undefined ? { failed: { ...failed, passing: isGood } } : { answer }
    } catch (cause) {
      return { failed: { ...failed, passing: isGood, cause } }
    }
  }
