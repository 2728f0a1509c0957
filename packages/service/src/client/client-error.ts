import type { Issue } from '@watertight/domain'
import type { Failed } from './answer.ts'

/** What is known of a command that was neither accepted nor refused. */
export interface ClientFacts {
  /** The context that was asked. */
  readonly to: string
  /** Of a foreign system it is the request: `POST /charges`. */
  readonly command: string
  /** Of a foreign system it is the key. */
  readonly id: string
  /** Under this key it may be sent again, and is carried out once. */
  readonly key: string
  /** How often it was sent, or tried to be. */
  readonly attempts: number
  /** Milliseconds until sending it again makes sense, where the other side or the circuit breaker tells. */
  readonly retryAfterMs?: number
  /** What is wrong with the input. */
  readonly errors?: readonly Issue[]
}

/** Why a command has no answer of the domain. `code` is the transport's, the policies' or the other service's. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly code: string
  /** Of the answer; undefined when there was none. */
  readonly status: number | undefined
  /** Whether the same command may be answered when it is sent again, under the same key. */
  readonly retryable: boolean
  /** Whether one of the attempts may have had its effect. */
  readonly mayHaveHappened: boolean
  readonly facts: ClientFacts

  constructor(
    { code, sentence, status, passing, cause }: Omit<Failed, 'is'>,
    mayHaveHappened: boolean,
    facts: ClientFacts,
  ) {
    const done = mayHaveHappened ? 'It may have been done' : 'It was not done'
    const next = passing ? 'send it again under the same key' : 'correct it before it is sent again'
    super(`${code}: ${facts.command} ${facts.id}: ${facts.to} ${sentence} ${done}: ${next}.`, {
      cause,
    })
    this.code = code
    this.status = status
    this.retryable = passing
    this.mayHaveHappened = mayHaveHappened
    this.facts = facts
  }
}
