import { KeyObject, verify } from 'node:crypto'
import {
  deadlineHeader,
  type Handler,
  header,
  type Payload,
  type Reply,
  type Request,
  type Stream,
  text,
} from '@watertight/ports'
import { type Draft, lowered } from './draft.ts'
import { type ManualClock, turn } from './manual-clock.ts'

/** Has signatures checked on this thread until the answer is called: a clock that stands cannot wait for another. */
export function verifyingHere(): () => void {
  const { subtle } = crypto
  const elsewhere = subtle.verify
  subtle.verify = async (_, key, signature, data) =>
    verify('sha256', bytesOf(data), KeyObject.from(key), bytesOf(signature))
  return () => {
    subtle.verify = elsewhere
  }
}
const bytesOf = (source: ArrayBuffer | ArrayBufferView) =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)

/** Turns of the loop after which only time can bring an answer. */
const turnsUntilIdle = 20

export interface Asked {
  /** None where the caller left before it came. */
  readonly answer: Reply | undefined
  /** Whether the answer does not tell what became of it. */
  readonly isUncertain: boolean
}

/** Asks a handler as a server would, and lets time pass where nothing else brings an answer. Rejects with what the handler throws. */
export async function ask(handler: Handler, clock: ManualClock, draft: Draft): Promise<Asked> {
  const caller = new AbortController()
  const headers = lowered(draft.headers)
  const left = header(headers, deadlineHeader) ?? ''
  const request: Request = {
    ...{ method: draft.method, path: draft.path, headers, body: draft.body },
    deadline: clock.now() + (/^\d{1,15}$/.test(left) ? Number(left) : Number.POSITIVE_INFINITY),
    trace: header(headers, 'traceparent') ?? '',
    signal: caller.signal,
  }
  const leave = () => caller.abort(new Error('the caller left'))
  const handled: { answer?: Reply<Payload | Stream>; error?: unknown; isOver: boolean } = {
    isOver: false,
  }
  handler(request)
    .then(
      (answer) => (handled.answer = answer),
      (error) => (handled.error = error),
    )
    .finally(() => (handled.isOver = true))
  for (let turns = 0; !handled.isOver; turns++) {
    if (turns === draft.leavesAfter) leave()
    if (turns > 0 && turns % turnsUntilIdle === 0) clock.toNext()
    else await turn()
  }
  const { answer, error } = handled
  if (caller.signal.aborted) return { answer: undefined, isUncertain: true }
  if (answer === undefined) throw error
  const said = await whole(answer, leave)
  const isLost = answer.status === 503 && text(said.body).includes('WT_OUTCOME_UNKNOWN')
  return { answer: said, isUncertain: answer.status === 504 || isLost }
}

/** The whole answer; a stream is left when it has begun. */
async function whole(answer: Reply<Payload | Stream>, leave: () => void): Promise<Reply> {
  const { body } = answer
  if (typeof body === 'string' || body instanceof Uint8Array) return { ...answer, body }
  const first = body[Symbol.asyncIterator]()
  leave()
  await first.return?.()
  return { ...answer, body: '' }
}
