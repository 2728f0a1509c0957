import type { Issue, Refusal } from '@watertight/domain'
import type { Headers, ProblemType, Reply } from '@watertight/ports'
import { type ProblemCode, problemTypes, typeOf } from './problem-types.ts'

/** An RFC 9457 problem: what happened, the facts, what to do next. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly code: string
  readonly detail: string
  readonly errors?: readonly Issue[] | undefined
}

const headers = Object.freeze({ 'content-type': 'application/problem+json' })

/** The answer that carries a problem of an application's own. Its `type` is `about:blank`: `code` is what a program tests. */
export const problem = (facts: Problem): Reply => written('about:blank', facts)

/** The answer that carries one of the service's problems: what happened, and what its type says to do next. */
export function answerWith(
  code: ProblemCode,
  what: string,
  more: { readonly errors?: readonly Issue[]; readonly headers?: Headers } = {},
): Reply {
  const { status, title, remedy, retryAfterS }: ProblemType = problemTypes[code]
  const { errors } = more
  const answer = written(typeOf(code), {
    ...{ status, title, code, detail: `${what} ${remedy}` },
    ...(errors && { errors }),
  })
  const wait = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }
  return { ...answer, headers: { ...headers, ...wait, ...more.headers } }
}

/** The domain's no, in its own code and words. */
export const refused = ({ refused: code, because: detail }: Refusal): Reply => {
  const { status, title } = problemTypes.WT_REFUSED
  return written(typeOf('WT_REFUSED'), { status, title, code, detail })
}

export const notFound = (what: string): Reply =>
  answerWith('WT_NOT_FOUND', `${what} does not exist here.`)

/** Tells an answer from what a step hands to the next one. */
export const isReply = <T extends object>(step: T | Reply): step is Reply =>
  'status' in step && 'headers' in step && 'body' in step

const written = (type: string, { errors, ...facts }: Problem): Reply => ({
  status: facts.status,
  headers,
  body: JSON.stringify({
    type,
    ...facts,
    ...(errors && { errors: errors.map((e) => ({ path: e.path.join('.'), message: e.message })) }),
  }),
})
