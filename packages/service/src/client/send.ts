import { AsyncLocalStorage } from 'node:async_hooks'
import { type Call, type Ports, TransportError } from '@watertight/ports'
import { type Pipeline, ResilienceError } from '@watertight/resilience'
import type { Failed } from './answer.ts'
import { Attempts, NotNow, type Read } from './attempts.ts'
import { ClientError, type ClientFacts } from './client-error.ts'

/** A request on its way. */
export interface Outgoing
  extends Pick<ClientFacts, 'to' | 'command' | 'id' | 'key'>,
    Pick<Call, 'method' | 'path' | 'route' | 'trace' | 'signal' | 'deadline'> {
  /** As JSON; undefined for none. */
  readonly data: unknown
}

/** Sends a request, again under its key where that helps, until its reply says something. Rejects with a `ClientError`. */
export async function send<A>(
  ports: Pick<Ports, 'clock' | 'transport'>,
  policies: Pipeline,
  { command, id, key, data, signal, deadline, ...where }: Outgoing,
  read: Read<A>,
): Promise<A> {
  const attempts = new Attempts(ports, read)
  const call = {
    ...where,
    headers: {
      ...(data !== undefined && { 'content-type': 'application/json' }),
      'idempotency-key': key,
    },
    ...(data !== undefined && { body: JSON.stringify(data) }),
  }
  // a later attempt begins in a timer that may be anybody's, and is part of this work all the same
  const here = AsyncLocalStorage.snapshot()
  const said = await policies
    .run(({ deadline, signal }) => here(() => attempts.send({ ...call, deadline, signal })), {
      signal,
      deadline,
    })
    .catch((error) => ({ failed: unanswered(error) }))
  if ('answer' in said) return said.answer
  const { failed } = said
  throw new ClientError(failed, attempts.mayHaveHappened, {
    ...{ to: where.to, command, id, key, attempts: attempts.count },
    ...(failed.retryAfterMs !== undefined && { retryAfterMs: failed.retryAfterMs }),
    ...(failed.errors && { errors: failed.errors }),
  })
}

/** Sending it again would end the same way. */
const lasting: ReadonlySet<string> = new Set(['WT_CALL_INVALID', 'WT_TOO_LARGE'])

function unanswered(error: unknown): Failed {
  if (error instanceof NotNow) return error.answer
  if (!(error instanceof TransportError || error instanceof ResilienceError)) throw error
  const retryAfterMs = error instanceof ResilienceError ? error.facts.retryAfterMs : undefined
  return {
    is: 'failed',
    // the time for one attempt and the time for all are one thing to the caller
    code: error.code === 'WT_TIMEOUT' ? 'WT_DEADLINE' : error.code,
    sentence: 'gave no answer.',
    passing: !lasting.has(error.code),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    cause: error,
  }
}
