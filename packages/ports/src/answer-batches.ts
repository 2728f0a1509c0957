import { createHash } from 'node:crypto'
import { type BatchPart, batchPath, maxBatch } from './batch.ts'
import { header, reply, text } from './payload.ts'
import type { Ports } from './ports.ts'
import { handlerFailed, problem } from './problem.ts'
import { type Handler, isLogged, type Payload, type Reply, type Request } from './transport.ts'

/** What is left of the time when the parts are over is for the way back. */
const shareOfTime = 0.9
/** For callers that wait without end. */
const longestMs = 10_000

/** Lets the handler be asked for several paths at once, as `batchOf` says; what it streams is refused there with a 406. */
export function answerBatches(
  handler: Handler,
  { clock, log }: Pick<Ports, 'clock' | 'log'>,
): Handler {
  async function whole(request: Request): Promise<Reply> {
    try {
      const { status, headers, body } = await handler(request)
      if (typeof body === 'string' || body instanceof Uint8Array) return { status, headers, body }
      await body[Symbol.asyncIterator]().return?.()
      return { status: 406, headers: {}, body: '' }
    } catch (error) {
      if (!request.signal.aborted && !isLogged(error))
        log('error', `handler failed: GET ${request.path}`, { error })
      return handlerFailed()
    }
  }

  async function parts(batch: Request, paths: readonly string[]): Promise<readonly BatchPart[]> {
    const { headers, trace } = batch
    const limitMs = Math.min(longestMs, shareOfTime * (batch.deadline - clock.now()))
    const late = Promise.withResolvers<null>()
    const given = new AbortController()
    const timer = clock.after(limitMs, () => {
      late.resolve(null)
      given.abort(new Error('the batch waits no longer'))
    })
    const common = {
      ...{ method: 'GET', headers, body: '', trace },
      deadline: clock.now() + limitMs,
      signal: AbortSignal.any([batch.signal, given.signal]),
    }
    const known = header(headers, 'if-none-match') ?? ''
    try {
      return await Promise.all(
        paths.map(async (path) => {
          const answer = await Promise.race([late.promise, whole({ ...common, path })])
          return answer && partOf(path, answer, known)
        }),
      )
    } finally {
      timer.cancel()
    }
  }

  async function batch(request: Request, paths: readonly string[]): Promise<Reply> {
    const isWell = paths.length > 0 && paths.length <= maxBatch && paths.every(isPath)
    return isWell ? reply(200, await parts(request, paths)) : malformed
  }

  return (request) => {
    const paths = pathsIn(request)
    return paths === undefined ? handler(request) : batch(request, paths)
  }
}

const malformed = problem(
  'WT_REQUEST_MALFORMED',
  `A batch names 1 to ${maxBatch} paths: ${batchPath}?path=/readyz&path=/status.`,
)

/** Undefined where it is no batch. Through a proxy none is: there each path is judged by rules, and a batch would carry it past them. */
function pathsIn({ method, path, headers }: Request): readonly string[] | undefined {
  if (!path.startsWith(batchPath) || method !== 'GET') return undefined
  const [target, query] = path.split('?')
  if (target !== batchPath) return undefined
  if (headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined) return undefined
  return new URLSearchParams(query).getAll('path')
}

const isPath = (path: string) => /^\/[\x21-\x7e]*$/.test(path)

function partOf(path: string, { status, headers, body }: Reply, known: string): BatchPart {
  if (body.length === 0) return { status }
  if (status !== 200) return { status, body: text(body) }
  const etag = header(headers, 'etag') ?? tagOf(path, body)
  return known.includes(etag) ? { status: 304, etag } : { status, etag, body: text(body) }
}

/** 96 bits of a digest: no two are alike by chance. Two paths that answer the same are told apart. */
const tagOf = (path: string, body: Payload) =>
  `"${createHash('sha256').update(path).update(' ').update(body).digest('base64url').slice(0, 16)}"`
