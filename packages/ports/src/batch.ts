/** Where every server answers several paths at once. */
export const batchPath = '/-/batch'

/** So many paths one batch may name. */
export const maxBatch = 16

/** What one path of a batch was answered; null where no answer came in time. */
export type BatchPart = {
  readonly status: number
  /** Of the body; told again in `if-none-match`, it makes the same body a 304 without one. */
  readonly etag?: string | undefined
  /** Text; absent where it is empty. */
  readonly body?: string | undefined
} | null

/**
 * The path that asks for all of these, `maxBatch` at most. The answer is a list of `BatchPart`, in this order: each what the server would
 * have said if asked `GET` alone with the headers of the batch. It comes when nine tenths of the time left are over at the latest.
 *
 * `prefer: wait=5` (RFC 7240, seconds, ten at most) holds an answer of nothing but 304 back until a part has something new. While something
 * goes on at the server the parts are looked at each 400 ms, and each time may take nine tenths of what the deadline leaves beyond the
 * wait; where nothing comes in and nothing goes out, what passes with time alone is seen when the wait is over and the caller asks again.
 *
 * ```ts
 * import { batchOf, type BatchPart, json, type Ports } from '@watertight/ports'
 *
 * export async function isReadyAndHow({ transport, clock }: Ports) {
 *   const path = batchOf(['/readyz', '/status'])
 *   const { body } = await transport.call({
 *     ...{ to: 'orders', method: 'GET', path, deadline: clock.now() + 500 },
 *   })
 *   const [ready, status] = json(body) as readonly BatchPart[]
 *   return [ready?.status === 200, status?.body]
 * }
 * ```
 */
export const batchOf = (paths: readonly string[]): string =>
  `${batchPath}?${new URLSearchParams(paths.map((path) => ['path', path]))}`
