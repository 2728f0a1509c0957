import type { Reply } from './transport.ts'

/** A kind of answer that is not the one hoped for (RFC 9457), as people read of it. */
export interface ProblemType {
  readonly status: number
  readonly title: string
  readonly when: string
  /** What to do next. */
  readonly remedy: string
  /** Seconds after which trying again makes sense. */
  readonly retryAfterS?: number
}

/** What a server answers by itself, before a handler or in its place. */
export const serverProblems = Object.freeze({
  WT_REQUEST_MALFORMED: {
    status: 400,
    title: 'Not HTTP',
    when: 'what came is no HTTP/1.1 request, its body breaks off, or it is a batch without paths or with too many',
    remedy: 'Nothing was done. Send a well-formed request.',
  },
  WT_BODY_LATE: {
    status: 408,
    title: 'Request Timeout',
    when: 'the request did not come whole before its deadline, or in thirty seconds',
    remedy: 'Nothing was done. Send it again.',
  },
  WT_BODY_TOO_LARGE: {
    status: 413,
    title: 'Body Too Large',
    when: 'the body has more bytes than are taken',
    remedy: 'Nothing was done. Send less at once.',
  },
  WT_HEADERS_TOO_LARGE: {
    status: 431,
    title: 'Headers Too Large',
    when: 'the headers have more characters than are taken',
    remedy: 'Nothing was done. Send fewer or shorter headers.',
  },
  WT_INTERNAL: {
    status: 500,
    title: 'Internal Error',
    when: 'the service has a defect',
    remedy: 'It was logged. A command may have been carried out: repeat it under its key.',
  },
  WT_DRAINING: {
    status: 503,
    title: 'Draining',
    when: 'the service stops, and takes nothing new',
    remedy: 'Nothing was done. Ask again: another instance or the next one answers.',
    retryAfterS: 1,
  },
} as const satisfies { readonly [code: string]: ProblemType })

export type ServerProblem = keyof typeof serverProblems

/** The answer that carries one of them: what happened, and what to do next. Its `type` is where a service describes it. */
export function problem(code: ServerProblem, what: string): Reply {
  const { status, title, remedy, ...more }: ProblemType = serverProblems[code]
  const { retryAfterS } = more
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryAfterS !== undefined && { 'retry-after': String(retryAfterS) }),
    },
    body: JSON.stringify({
      ...{ type: `/problems/${code}`, status, title, code },
      detail: `${what} ${remedy}`,
    }),
  }
}

export const tooLarge = (limit: number): Reply =>
  problem('WT_BODY_TOO_LARGE', `The body has more than ${limit} bytes.`)
export const handlerFailed = (): Reply => problem('WT_INTERNAL', 'The request met a defect.')
