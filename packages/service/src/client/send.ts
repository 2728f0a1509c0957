import { AsyncLocalStorage } from 'node:async_hooks'
import { isRefusal, type Refusal } from '@watertight/domain'
import { type Ports, TransportError } from '@watertight/ports'
import { type Pipeline, ResilienceError } from '@watertight/resilience'
import type { Accepted, Failed } from './answer.ts'
import { Attempts, NotNow } from './attempts.ts'
import { ClientError, type ClientFacts } from './client-error.ts'

/** A command on its way to a context. */
export interface Outgoing extends Pick<ClientFacts, 'to' | 'command' | 'id' | 'key'> {
  readonly path: string
  readonly route: string
  readonly data: unknown
  readonly trace: string | undefined
  readonly signal: AbortSignal | undefined
  /** On the clock. */
  readonly deadline: number
}

/** Sends a command, again under its key where that helps, until it is accepted or refused. Rejects with a `ClientError`. */
export async function send(
  ports: Pick<Ports, 'clock' | 'transport'>,
  policies: Pipeline,
  { to, command, id, key, path, route, data, trace, ...limits }: Outgoing,
): Promise<Accepted | Refusal> {
  const attempts = new Attempts(ports)
  const call = {
    ...{ to, method: 'POST', path, route, body: JSON.stringify(data) },
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    ...(trace !== undefined && { trace }),
  }
  // a later attempt begins in a timer that may be anybody's, and is part of this work all the same
  const here = AsyncLocalStorage.snapshot()
  const answer = await policies
    .run(({ deadline, signal }) => here(() => attempts.send({ ...call, deadline, signal })), limits)
    .catch(unanswered)
  if (isRefusal(answer) || answer.is === 'accepted') return answer
  throw new ClientError(answer, attempts.mayHaveHappened, {
    ...{ to, command, id, key, attempts: attempts.count },
    ...(answer.retryAfterMs !== undefined && { retryAfterMs: answer.retryAfterMs }),
    ...(answer.errors && { errors: answer.errors }),
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
