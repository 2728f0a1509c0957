import { hash } from 'node:crypto'
import { type BatchPart, batchPath, maxBatch } from './batch.ts'
import { header, reply, text } from './payload.ts'
import type { Ports } from './ports.ts'
import { handlerFailed, problem } from './problem.ts'
import {
  type Handler,
  type Headers,
  isLogged,
  type Payload,
  type Reply,
  type Request,
} from './transport.ts'

/** What is left of the time when the parts are over is for the way back. */
const shareOfTime = 0.9
/** For callers that wait without end, and the longest that one waits for news. */
const longestMs = 10_000
/** So often the parts of a caller that waits for news are looked at while something goes on, and so much later than its cause an effect may come. */
const everyMs = 400
/** Most effects come at once. */
const soonMs = 40

/** What comes in and goes out. Without any of it, nothing changes but what passes with time. */
export interface Activity {
  /** When there was the last of it, on the clock. */
  readonly at: number
  /** Fires with the next of it. */
  readonly next: AbortSignal
  mark(): void
}

export interface BatchOptions extends Pick<Ports, 'clock' | 'log'> {
  /** Lets the parts be looked at only when something goes on; without it, that is taken for granted. */
  readonly activity?: Activity
  /** Fires when the server begins to close: whoever waits for news is answered with what there is. */
  readonly closing: AbortSignal
}

/** Lets the handler be asked for several paths at once, as `batchOf` says; what it streams is refused there with a 406. */
export function answerBatches(
  handler: Handler,
  { clock, log, closing, activity }: BatchOptions,
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

  async function parts(
    { headers, trace, signal }: Request,
    paths: readonly string[],
    limitMs: number,
    tags: Tags,
  ): Promise<readonly BatchPart[]> {
    const late = Promise.withResolvers<null>()
    const given = new AbortController()
    const leave = () => given.abort(signal.reason)
    signal.addEventListener('abort', leave)
    if (signal.aborted) leave()
    const timer = clock.after(limitMs, () => {
      late.resolve(null)
      given.abort(new Error('the batch waits no longer'))
    })
    const common = {
      ...{ method: 'GET', headers, body: '', trace },
      ...{ deadline: clock.now() + limitMs, signal: given.signal },
    }
    try {
      return await Promise.all(
        paths.map(async (path) => {
          const answer = await Promise.race([late.promise, whole({ ...common, path })])
          return answer && tags.partOf(path, answer)
        }),
      )
    } finally {
      timer.cancel()
      signal.removeEventListener('abort', leave)
    }
  }

  async function batch(request: Request, paths: readonly string[]): Promise<Reply> {
    if (paths.length === 0 || paths.length > maxBatch || !paths.every(isPath)) return malformed
    const began = clock.now()
    const waitMs = waitIn(request.headers)
    const limitMs = Math.min(longestMs, shareOfTime * (request.deadline - waitMs - began))
    const tags = new Tags(header(request.headers, 'if-none-match') ?? '')
    const ended = waitMs > 0 ? AbortSignal.any([request.signal, closing]) : closing
    const pause = (ms: number, signal = ended) => clock.sleep(ms, signal).catch(() => {})
    for (;;) {
      const isCalm = activity !== undefined && clock.now() - activity.at >= everyMs
      const next = activity?.next
      const now = await parts(request, paths, limitMs, tags)
      const leftMs = began + waitMs - clock.now()
      if (leftMs <= 0 || ended.aborted || now.some(isNews)) return reply(200, now)
      if (isCalm && next) {
        await pause(leftMs, AbortSignal.any([ended, next]))
        if (!next.aborted) return reply(200, now)
        await pause(soonMs)
      } else await pause(Math.min(everyMs, leftMs))
    }
  }

  return (request) => {
    const paths = pathsIn(request)
    if (paths !== undefined) return batch(request, paths)
    if (activity === undefined) return handler(request)
    const mark = () => activity.mark()
    mark()
    const handled = handler(request)
    handled.then(mark, mark)
    return handled
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

const isNews = (part: BatchPart) => part?.status !== 304

/** RFC 7240 §4.3, in milliseconds. */
function waitIn(headers: Headers): number {
  const seconds = /(?:^|[,;\s])wait=(\d{1,5})(?!\d)/.exec(header(headers, 'prefer') ?? '')?.[1]
  return Math.min(longestMs, 1_000 * Number(seconds ?? 0))
}

/** Those that a caller knows already, and the last of each path: the same body has the same tag. */
class Tags {
  readonly #known: string
  readonly #last = new Map<string, { readonly body: Payload; readonly etag: string }>()

  constructor(known: string) {
    this.#known = known
  }

  partOf(path: string, { status, headers, body }: Reply): BatchPart {
    if (body.length === 0) return { status }
    if (status !== 200) return { status, body: text(body) }
    const etag = header(headers, 'etag') ?? this.#tagOf(path, body)
    return this.#known.includes(etag) ? { status: 304, etag } : { status, etag, body: text(body) }
  }

  /** 96 bits of a digest: no two are alike by chance. Two paths that answer the same are told apart. */
  #tagOf(path: string, body: Payload): string {
    const last = this.#last.get(path)
    if (last?.body === body) return last.etag
    const etag = `"${hash('sha256', `${path} ${text(body)}`, 'base64url').slice(0, 16)}"`
    this.#last.set(path, { body, etag })
    return etag
  }
}
