import { hash } from 'node:crypto'
import { json, reply } from '@watertight/ports'
import type { BreakerMode, BreakerSnapshot, CircuitBreaker } from '@watertight/resilience'
import { modes, setMode } from '@watertight/resilience/manage'
import { answerWith, notFound } from './problem.ts'
import type { Routes } from './router.ts'

/** The circuit breakers of a service by name; one that no call has needed yet is undefined. */
export type Breakers = () => { readonly [name: string]: CircuitBreaker | undefined }

/** `GET /breakers` tells how they are, `POST /breakers/NAME` with `{"mode": "forced open"}` takes the decision from one, and with `automatic` gives it back. */
export const breakerRoutes = (breakers: Breakers): Routes => ({
  'GET /breakers': () => {
    const all = Object.entries(breakers()).map(
      ([name, breaker]) => [name, breaker?.snapshot()] as const,
    )
    const answer = reply(200, Object.fromEntries(all))
    return { ...answer, headers: { ...answer.headers, etag: tagOf(all) } }
  },
  'POST /breakers/:name': ({ body }, { name = '' }) => {
    const all = breakers()
    const breaker = Object.hasOwn(all, name) ? all[name] : undefined
    if (breaker === undefined) return notFound(`A circuit breaker ${name} that calls have needed`)
    const mode = modeIn(body)
    if (mode === undefined)
      return answerWith('WT_INPUT_INVALID', 'This is no mode of a circuit breaker.', {
        errors: [{ path: ['mode'], message: `expected one of ${Object.keys(modes).join(', ')}` }],
      })
    setMode(breaker, mode)
    return reply(200, breaker.snapshot())
  },
})

/** Weak: as long as nothing happens to a breaker, how long ago things happened to it makes no other answer. */
function tagOf(breakers: readonly (readonly [string, BreakerSnapshot | undefined])[]): string {
  const ageless = breakers.map(([name, snapshot]) => [
    name,
    snapshot && {
      ...{ ...snapshot, inStateMs: 0, retryAfterMs: Math.sign(snapshot.retryAfterMs) },
      ...(snapshot.lastTrip && { lastTrip: { ...snapshot.lastTrip, agoMs: 0 } }),
    },
  ])
  return `W/"${hash('sha256', JSON.stringify(ageless), 'base64url').slice(0, 16)}"`
}

function modeIn(body: Parameters<typeof json>[0]): BreakerMode | undefined {
  try {
    const { mode } = json(body) as { readonly mode?: unknown }
    return typeof mode === 'string' && Object.hasOwn(modes, mode)
      ? (mode as BreakerMode)
      : undefined
  } catch {
    return undefined
  }
}
