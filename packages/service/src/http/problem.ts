import type { Issue } from '@watertight/domain'
import type { Reply } from '@watertight/ports'

/** An RFC 9457 problem: what happened, the facts, what to do next. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly code: string
  readonly detail: string
  readonly errors?: readonly Issue[] | undefined
}

const headers = Object.freeze({ 'content-type': 'application/problem+json' })

/** The answer that carries a problem. `type` is `about:blank`: `code` is what a program tests. */
export const problem = ({ errors, ...facts }: Problem): Reply => ({
  status: facts.status,
  headers,
  body: JSON.stringify({
    type: 'about:blank',
    ...facts,
    ...(errors && { errors: errors.map((e) => ({ path: e.path.join('.'), message: e.message })) }),
  }),
})

export const notFound = (what: string): Reply =>
  problem({
    status: 404,
    title: 'Not Found',
    code: 'WT_NOT_FOUND',
    detail: `${what} does not exist here. Check the path.`,
  })
