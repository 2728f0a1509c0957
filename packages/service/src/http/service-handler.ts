import { EventStoreError } from '@watertight/eventstore'
import {
  byteLength,
  type Deadlines,
  type Handler,
  header,
  type Ports,
  type Reply,
  type Request,
} from '@watertight/ports'
import { type AdaptiveLimit, adaptiveLimit, aimd } from '@watertight/resilience/adaptive-limit'
import { type Authority, anybody } from '../auth/authority.ts'
import type { Endpoint, Endpoints } from './endpoint.ts'
import type { HttpOptions } from './http-options.ts'
import { type Seen, waitingFor } from './positions.ts'
import { answerWith, isReply } from './problem.ts'
import { type Answer, type Found, finder, withoutStream } from './router.ts'
import { exceeded, TimedRequest } from './timed-request.ts'

export interface Behind {
  readonly endpoints: Endpoints
  readonly options: Required<HttpOptions>
  readonly authority: Authority | undefined
  readonly deadlines: Deadlines
  readonly ports: Pick<Ports, 'clock' | 'log'>
  /** The log's last position. */
  head(): Promise<number>
  readonly seen: Seen
}

type Permit = NonNullable<ReturnType<AdaptiveLimit['tryAcquire']>>

/** Stands before every endpoint: size, route, room, who asks, the position to wait for, and the time for it all. */
export function serviceHandler(behind: Behind): Handler {
  const { endpoints, options, authority, deadlines, ports, head, seen } = behind
  const { clock, log } = ports
  const { maxConcurrent, slowAfterMs, timeLimitMs } = options
  const find = finder<Endpoint>(endpoints)
  const authorise = authority?.authorise ?? anybody
  const wait = waitingFor(clock, options.maxWaiting)
  const room = adaptiveLimit(
    {
      name: 'requests',
      limit: aimd({
        initial: Math.min(256, maxConcurrent),
        min: Math.min(16, maxConcurrent),
        max: maxConcurrent,
        dropAfterMs: slowAfterMs,
      }),
    },
    { clock },
  )

  /** What a request that has room gets, once its caller is known and its position seen. */
  async function answer(
    request: TimedRequest,
    to: Found<Endpoint>,
    permit?: Permit,
  ): Promise<Answer> {
    const { route: endpoint, params, query } = to
    const caller = authority && (await authority.authenticate(request.headers))
    if (caller && isReply(caller)) return caller
    if (endpoint.access === 'command') {
      const answered = await endpoint.route(request, params, query, caller)
      return isPlaced(answered) ? answered : placedAt(answered, await head())
    }
    const denied = authorise(caller, endpoint.access)
    if (denied) return denied
    const asked = endpoint.access === 'read' ? positionAsked(request, to) : undefined
    if (asked !== undefined) {
      // whoever waits does nothing: others may have the room
      permit?.record('ignored', 0)
      const unseen = await wait(asked, endpoint.seen ?? seen, request)
      if (unseen) return unseen
    }
    // before the rows are read, so that they are as new as the position at least
    const position = await head()
    const answered = await endpoint.route(request, params, query, caller)
    return isPlaced(answered) ? answered : placedAt(answered, position)
  }

  async function within(request: Request, to: Found<Endpoint>): Promise<Answer> {
    const began = clock.now()
    const due = Math.min(request.deadline, began + timeLimitMs)
    if (due <= began) return exceeded()
    const permit = to.route.isUrgent ? undefined : room.tryAcquire()
    if (permit === undefined && !to.route.isUrgent)
      return answerWith('WT_OVERLOADED', 'As many requests are under way as can be answered.')
    const timed = new TimedRequest(request, due)
    deadlines.add(timed)
    try {
      return await timed.answered(answer(timed, to, permit))
    } catch (error) {
      // nobody is there to be answered
      if (request.signal.aborted) throw error
      return failed(error)
    } finally {
      deadlines.remove(timed)
      permit?.record('success', clock.now() - began)
    }
  }

  function failed(error: unknown): Reply {
    log('error', 'a request failed', { error })
    if (!(error instanceof EventStoreError)) return defect()
    if (error.code === 'WT_OUTCOME_UNKNOWN')
      return answerWith('WT_OUTCOME_UNKNOWN', 'The log was lost before it answered.')
    return unavailable.has(error.code)
      ? answerWith('WT_STORE_UNAVAILABLE', 'The log cannot be used just now.')
      : defect()
  }

  return async (request) => {
    const refused = tooLarge(request, options)
    if (refused) return refused
    const found = find(request)
    if (!('route' in found)) return found
    const { access, route } = found.route
    const { params, query } = found
    const answered =
      access === 'open' ? await route(request, params, query) : await within(request, found)
    return withoutStream(request.method, answered)
  }
}

const defect = () => answerWith('WT_INTERNAL', 'The request met a defect.')

/** Codes of the event store that say: nothing was stored, and later it may be. */
const unavailable: ReadonlySet<string> = new Set([
  'WT_CLOSED',
  'WT_DATABASE_UNREACHABLE',
  'WT_ENGINE_FAILED',
  'WT_READ_ONLY',
])

function tooLarge(
  { path, headers, body }: Request,
  { maxPathLength, maxHeaderLength, maxBodyBytes }: Required<HttpOptions>,
): Reply | undefined {
  if (path.length > maxPathLength)
    return answerWith('WT_PATH_TOO_LONG', `The path has more than ${maxPathLength} characters.`)
  let length = 0
  for (const name in headers) length += name.length + String(headers[name]).length
  if (length > maxHeaderLength)
    return answerWith(
      'WT_HEADERS_TOO_LARGE',
      `The headers have more than ${maxHeaderLength} characters.`,
    )
  if (byteLength(body) > maxBodyBytes)
    return answerWith('WT_BODY_TOO_LARGE', `The body has more than ${maxBodyBytes} bytes.`)
  return undefined
}

const positionAsked = ({ headers }: Request, { route, query }: Found<Endpoint>) =>
  header(headers, 'x-wait-position') ?? (route.seen && query.position)

/** Whether an answer says by itself how far the log was. */
const isPlaced = ({ headers }: Answer): boolean => headers['x-position'] !== undefined

const placedAt = (answer: Answer, position: number): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'x-position': String(position) },
})
