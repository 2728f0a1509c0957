import { type Issue, type Refusal, refuse } from '@watertight/domain'
import { header, json, type Reply } from '@watertight/ports'
import { retryAfterMs } from '@watertight/resilience/retry-after'

/** The command was carried out: where its events are. */
export interface Accepted {
  readonly is: 'accepted'
  readonly stream: string
  readonly revision: number
  readonly position: number
}

/** No answer of the domain. */
export interface Failed {
  readonly is: 'failed'
  readonly code: string
  /** Goes on after the other's name: `answered 503: …`. */
  readonly sentence: string
  /** Of the answer; absent when there was none. */
  readonly status?: number
  /** The same command may be answered otherwise a moment later. */
  readonly passing: boolean
  readonly retryAfterMs?: number
  readonly errors?: readonly Issue[]
  readonly cause?: unknown
}

const passing: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

/** What a service's answer to a command means, at this wall time. An answer of another shape, from another version or from something between, is `WT_ANSWER_UNKNOWN`. */
export function answerOf(reply: Reply, wallTime: number): Accepted | Refusal | Failed {
  const { status, headers } = reply
  const { stream, revision, position, code, detail, errors } = Object(jsonOf(reply)) as Fields
  if (status < 300 && isText(stream) && isCount(revision) && isCount(position))
    return { is: 'accepted', stream, revision, position }
  const isProblem = status >= 400 && isText(code) && isText(detail)
  // the service's own codes begin so, the domain's do not
  if (isProblem && status === 409 && !code.startsWith('WT_')) return refuse(code, detail)
  return {
    ...unknownAnswer({ status, headers }, wallTime),
    ...(isProblem && { code, sentence: `answered ${status}: ${detail}` }),
    ...(Array.isArray(errors) && { errors: errors.map(issueOf) }),
  }
}

/** An answer that says nothing here, and when to ask again. */
export function unknownAnswer(
  { status, headers }: Pick<Reply, 'status' | 'headers'>,
  wallTime: number,
): Failed {
  const wait = retryAfterMs(header(headers, 'retry-after'), wallTime)
  return {
    ...{ is: 'failed', status, passing: passing.has(status) },
    code: 'WT_ANSWER_UNKNOWN',
    sentence: `answered ${status} in no known form.`,
    ...(wait !== undefined && { retryAfterMs: wait }),
  }
}

interface Fields {
  readonly [field: string]: unknown
}

/** The body, or undefined where it is no JSON. */
export function jsonOf({ body }: Reply): unknown {
  try {
    return json(body)
  } catch {
    return undefined
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isCount = (value: unknown): value is number => Number.isSafeInteger(value)

const issueOf = (issue: { readonly path?: unknown; readonly message?: unknown } | null): Issue => ({
  path: isText(issue?.path) && issue.path !== '' ? issue.path.split('.') : [],
  message: String(issue?.message),
})
