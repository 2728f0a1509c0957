import { header, type Reply, type Request, text } from '@watertight/ports'
import { answerWith } from './problem.ts'

const maxDepth = 64
const isJson = /^application\/(?:[\w!#$&^.+-]+\+)?json\s*(?:;|$)/i

/** A body as it came, and what it says. */
export interface JsonBody {
  readonly text: string
  readonly json: unknown
}

/** The JSON of a request's body, or the problem with it. */
export function jsonBody({ headers, body }: Pick<Request, 'headers' | 'body'>): JsonBody | Reply {
  const type = header(headers, 'content-type') ?? ''
  if (body.length > 0 && !isJson.test(type))
    return answerWith(
      'WT_MEDIA_TYPE_UNSUPPORTED',
      type === '' ? 'The body has no content-type.' : `The content-type is ${type.slice(0, 100)}.`,
    )
  const written = text(body)
  let json: unknown
  try {
    json = JSON.parse(written)
  } catch (error) {
    return answerWith('WT_BODY_NOT_JSON', `The body is not JSON: ${(error as Error).message}.`)
  }
  return problemWith(json, 0) ?? { text: written, json }
}

/** Whoever copies objects field by field would set a prototype where `__proto__` is a field: none gets further than here. */
function problemWith(value: unknown, depth: number): Reply | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === maxDepth)
    return answerWith('WT_BODY_TOO_DEEP', `The body is nested more than ${maxDepth} deep.`)
  if (!Array.isArray(value) && Object.hasOwn(value, '__proto__'))
    return answerWith('WT_INPUT_INVALID', 'The body has a field that no command has.', {
      errors: [{ path: ['__proto__'], message: 'unknown field' }],
    })
  for (const inner of Object.values(value)) {
    const found = problemWith(inner, depth + 1)
    if (found) return found
  }
  return undefined
}
