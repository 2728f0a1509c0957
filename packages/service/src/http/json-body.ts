import { header, type Reply, type Request } from '@watertight/ports'
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
  let written: string
  let json: unknown
  try {
    written = typeof body === 'string' ? body : utf8.decode(body)
    json = JSON.parse(written)
  } catch (error) {
    return answerWith('WT_BODY_NOT_JSON', `The body is not JSON: ${(error as Error).message}.`)
  }
  const wrong = wrongIn(
    json,
    mayBeWrong.test(written) || !written.isWellFormed() ? isText : isAnything,
    0,
  )
  if (wrong === undefined) return { text: written, json }
  return wrong === 'too deep'
    ? answerWith('WT_BODY_TOO_DEEP', `The body is nested more than ${maxDepth} deep.`)
    : answerWith('WT_INPUT_INVALID', 'The body has what no command has.', { errors: [wrong] })
}

/** RFC 8259 §8.1: anything else would be read as text that nobody sent. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

interface Wrong {
  readonly path: string[]
  readonly message: string
}

/** Whoever copies objects field by field would set a prototype where `__proto__` is a field, and no store keeps half a character, NUL or an infinite number: none gets further than here. */
function wrongIn(
  value: unknown,
  isStorable: (text: string) => boolean,
  depth: number,
): Wrong | 'too deep' | undefined {
  if (typeof value === 'string') return isStorable(value) ? undefined : wrong(unstorable)
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : wrong('beyond what a number can be')
  if (typeof value !== 'object' || value === null) return undefined
  if (depth === maxDepth) return 'too deep'
  for (const [name, inner] of Object.entries(value)) {
    const found = isStorable(name)
      ? name === '__proto__'
        ? wrong('unknown field')
        : wrongIn(inner, isStorable, depth + 1)
      : wrong(`its name is ${unstorable}`)
    if (typeof found === 'object') found.path.unshift(name.toWellFormed())
    if (found !== undefined) return found
  }
  return undefined
}

const unstorable = 'not well-formed text without NUL'
const isText = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
const isAnything = () => true
/** Well-formed JSON can say NUL and half a character only in this way; most bodies have none, and their texts need no look each. */
const mayBeWrong = /\\u/
const wrong = (message: string): Wrong => ({ path: [], message })
