import { type Headers, header, type ProblemType, type Reply, text } from '@watertight/ports'
import { type ProblemCode, problemTypes } from '../../http/problem-types.ts'

export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

/** The refusals that the kiosk's domain has words for. */
const refusals = new Set([
  ...['NotPossibleNow', 'NotSellable', 'NotInCart', 'CartEmpty', 'VoucherTaken', 'AlreadyDecided'],
])

/** The problem that an answer of 400 or more must be: of a registered type, and as its type says. Throws where it is not. */
export function problemIn({ status, headers, body }: Reply): ProblemBody & { kind: ProblemCode } {
  const isJson = header(headers, 'content-type') === 'application/problem+json'
  if (!isJson) throw new Error(`a ${status} that is no problem: ${text(body).slice(0, 200)}`)
  const problem = JSON.parse(text(body)) as ProblemBody
  const kind = problem.type.replace('/problems/', '')
  const known = Object.hasOwn(problemTypes, kind)
  if (!known) throw new Error(`a problem of no registered type: ${text(body)}`)
  const type: ProblemType = problemTypes[kind as ProblemCode]
  const wrong: string[] = []
  const must = (isSo: boolean, what: string) => isSo || wrong.push(what)
  must(problem.status === status && type.status === status, 'status')
  must(problem.title === type.title, 'title')
  must(typeof problem.detail === 'string' && problem.detail !== '', 'detail')
  if (kind === 'WT_REFUSED') must(refusals.has(problem.code), 'code of the domain')
  else {
    must(problem.code === kind, 'code')
    must(problem.detail.endsWith(type.remedy), 'what to do next')
  }
  must(
    (header(headers, 'retry-after') !== undefined) === (type.retryAfterS !== undefined),
    'retry-after',
  )
  must(
    (status === 401) === (status === 401 && has(headers, 'www-authenticate')),
    'www-authenticate',
  )
  must(status !== 405 || has(headers, 'allow'), 'allow')
  must(kind !== 'WT_INPUT_INVALID' || (problem.errors?.length ?? 0) > 0, 'errors')
  must(
    Object.keys(problem).every((field) => fields.has(field)),
    'fields',
  )
  if (wrong.length > 0) throw new Error(`wrong ${wrong.join(', ')}: ${text(body)}`)
  return { ...problem, kind: kind as ProblemCode }
}

const fields = new Set(['type', 'title', 'status', 'code', 'detail', 'errors'])
const has = (headers: Headers, name: string) => header(headers, name) !== undefined
