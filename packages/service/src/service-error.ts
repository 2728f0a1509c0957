/** What can keep a context from starting or break in a hosted one, and what to do then. */
const advice = {
  WT_AUTH_MISSING:
    'Give `auth`, or listen on 127.0.0.1 behind something that knows who its callers are',
  WT_AUTOMATION_REFUSED: 'The row waits and is tried again; see why its work cannot be recorded',
  WT_CONTENDED: 'It is tried again',
  WT_BROKER_AHEAD:
    'Bring back the newest copy of the log, or remove the stream at the broker: it is then filled again from this log',
  WT_BROKER_LOST: 'It is tried again',
  WT_BROKER_REFUSED: 'It is tried again; see the server and what this account may do there',
  WT_FEED_REFUSED: 'See the status of the publisher; the feed is asked for again',
  WT_FEED_SHARED: 'Stop one of the two processes',
  WT_FEED_UNREADABLE: 'See what answers there; the feed is asked for again',
  WT_ID_AMBIGUOUS:
    'Name it otherwise: what begins like the name of another aggregate would be a stream of that one',
  WT_MESSAGES_MISSING: 'They are asked for again from the last checkpoint',
  WT_MESSAGE_LOST: 'The table was changed by hand; drop the message, or correct its row',
  WT_OPTION_INVALID: 'Correct the option',
  WT_PROCESS_SHARED: 'Stop one of the two hosts',
  WT_ROLES_INVALID: 'Name every accepted command, read, feed and status once, each with its roles',
  WT_STREAM_BROKEN: 'Open it again from the last position',
} as const

export type ServiceErrorCode = keyof typeof advice

/** A broken promise of this package, made of names and figures alone. Callers test `code`. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ServiceErrorCode
  readonly facts: { readonly [name: string]: unknown }

  constructor(
    code: ServiceErrorCode,
    sentence: string,
    facts: { readonly [name: string]: unknown } = {},
  ) {
    super(`${code}: ${sentence}. ${advice[code]}.`)
    this.code = code
    this.facts = facts
  }
}

/** What keeps work that is tried again from being decided now. */
export const contended = (command: string) =>
  new ServiceError('WT_CONTENDED', `others were faster each time ${command} was to be decided`)

/** Milliseconds until trying again makes sense, where an error's facts tell. */
export function retryAfterMsOf(error: unknown): number | undefined {
  const { facts } = Object(error) as { readonly facts?: { readonly retryAfterMs?: unknown } }
  return typeof facts?.retryAfterMs === 'number' ? facts.retryAfterMs : undefined
}
