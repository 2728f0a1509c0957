import type { IncomingMessage } from 'node:http'
import { Transform, type TransformCallback } from 'node:stream'
import { replayBytes } from '../dataplane/retry/would-retry.ts'

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge'
}

/** What a request brings: nothing; a small body, which is gathered, so that it can be sent again; or a stream that is passed on as it comes. */
export type RequestBody = Buffer | Transform | null

/** Whether a request has one (RFC 9112 §6.3). */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

/** Whether it says itself that it is too large. */
export const isTooLarge = ({ headers }: IncomingMessage, limit: number): boolean =>
  Number(headers['content-length'] ?? 0) > limit

/** Calls back with the body, or never: the caller left. */
export function requestBody(
  message: IncomingMessage,
  limit: number,
  come: (body: RequestBody) => void,
): void {
  const { headers } = message
  const length = Number(headers['content-length'] ?? 0)
  if (!hasBody(message)) come(null)
  else if (headers['transfer-encoding'] === undefined && length <= replayBytes) {
    const chunks: Buffer[] = []
    message.on('data', (chunk: Buffer) => void chunks.push(chunk))
    message.on('end', () =>
      come(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    )
  } else {
    const limited = new Limited(limit)
    message.on('error', (error) => limited.destroy(error))
    message.on('aborted', () => limited.destroy(new Error('the caller left')))
    come(message.pipe(limited))
  }
}

class Limited extends Transform {
  readonly #limit: number
  #bytes = 0

  constructor(limit: number) {
    super()
    this.#limit = limit
    // whoever reads it hears of errors; where nobody does, nobody need
    this.on('error', () => {})
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#limit)
      done(new BodyTooLarge(`The body has more than ${this.#limit} bytes`))
    else done(null, chunk)
  }
}
