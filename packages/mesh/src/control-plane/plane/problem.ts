import type { Reply } from '@watertight/ports'

/** What the control plane answers itself. `detail` says what happened and what to do next. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly code: string
  readonly detail: string
  readonly retryAfterMs?: number
}

/** An RFC 9457 answer. The wait is in whole seconds, as Retry-After wants it, and never 0. */
export function problem({ retryAfterMs, ...facts }: Problem): Reply {
  return {
    status: facts.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterMs !== undefined && {
        'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))),
      }),
    },
    body: JSON.stringify({ type: 'about:blank', ...facts }),
  }
}
