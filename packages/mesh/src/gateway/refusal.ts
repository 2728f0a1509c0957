import type { Reply } from '@watertight/ports'
import { type Flag, flagMeanings } from '../dataplane/telemetry/flags.ts'

interface Kind {
  readonly status: number
  readonly title: string
  /** In Envoy's letters, where Envoy has any. */
  readonly flag?: Flag
  readonly remedy: string
}

/** What the gateway refuses by itself. Nothing was sent to anybody. */
const kinds = Object.freeze({
  WT_AMBIGUOUS_PATH: {
    status: 400,
    title: 'Bad Request',
    flag: 'DPE',
    remedy: 'Send it in its plain form.',
  },
  WT_REQUEST_MALFORMED: {
    status: 400,
    title: 'Not HTTP',
    flag: 'DPE',
    remedy: 'Send a well-formed request.',
  },
  WT_CALL_INVALID: {
    status: 400,
    title: 'Bad Request',
    flag: 'DPE',
    remedy: 'Check method, path and headers.',
  },
  WT_TOKEN_WRONG: {
    status: 401,
    title: 'Token Wrong',
    remedy: 'Send Authorization: Bearer TOKEN.',
  },
  WT_ORIGIN_REFUSED: {
    status: 403,
    title: 'Forbidden',
    remedy: 'Open the address that was printed at the start.',
  },
  WT_NO_ROUTE: {
    status: 404,
    title: 'Not Found',
    flag: 'NR',
    remedy: 'Check the path and the method.',
  },
  WT_METHOD_REFUSED: {
    status: 405,
    title: 'Method Not Allowed',
    flag: 'DPE',
    remedy: 'Use another method.',
  },
  WT_BODY_TOO_LARGE: {
    status: 413,
    title: 'Body Too Large',
    flag: 'DPE',
    remedy: 'Send less at once.',
  },
  WT_RATE_LIMITED: {
    status: 429,
    title: 'Too Many Requests',
    flag: 'RL',
    remedy: 'Ask less often, and not before retry-after.',
  },
  WT_ANSWER_MALFORMED: {
    status: 502,
    title: 'Bad Gateway',
    flag: 'UPE',
    remedy: 'It may have been done. Look before you try again.',
  },
} satisfies { readonly [code: string]: Kind })

export type RefusalCode = keyof typeof kinds

export const refusalCodes = Object.keys(kinds) as readonly RefusalCode[]

export interface Refusal {
  readonly code: RefusalCode
  readonly what: string
  /** Milliseconds. */
  readonly retryAfterMs?: number
}

/** Problem details (RFC 9457) with Envoy's flag: what happened, and what to do next. */
export function refusalReply({ code, what, retryAfterMs }: Refusal): Reply {
  const { status, title, flag, remedy }: Kind = kinds[code]
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(code === 'WT_TOKEN_WRONG' && { 'www-authenticate': 'Bearer' }),
      ...(retryAfterMs !== undefined && {
        'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))),
      }),
    },
    body: JSON.stringify({
      ...{ type: 'about:blank', title, status, code },
      ...(flag && { flag, meaning: flagMeanings[flag] }),
      detail: `${what}. ${remedy}`,
    }),
  }
}
