import { text } from './scalars.ts'
import { type Scalar, Wrong } from './shape.ts'

const words = [
  ...['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure'],
  ...['retriable-4xx', 'refused-stream', 'retriable-status-codes'],
] as const
export type RetryWord = (typeof words)[number]

/** They look into answers of gRPC; a call over plain HTTP has none. */
const ofGrpc = ['cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable']

const notRun: Readonly<Record<string, string>> = {
  'retriable-headers': 'the headers to look for cannot be said in a VirtualService',
  'envoy-ratelimited': 'there is no rate limit service',
  'http3-post-connect-failure': 'calls are HTTP/1.1',
}

/** The statuses that have a name, as Istio asks Go: first and last of each row. */
const named = [
  ...[100, 103, 200, 208, 226, 226, 300, 305, 307, 308, 400, 418, 421, 426],
  ...[428, 429, 431, 431, 451, 451, 500, 508, 510, 511],
]
const isStatus = (status: number) =>
  named.some((first, i) => i % 2 === 0 && status >= first && status <= (named[i + 1] as number))

export interface RetryOn {
  readonly words: readonly RetryWord[]
  readonly statuses: readonly number[]
}

export const retryOn: Scalar<RetryOn> = {
  ...text,
  says: `words with commas between: ${words.join(', ')}, those of gRPC, or statuses such as 503`,
  read(value) {
    const found = { words: [] as RetryWord[], statuses: [] as number[] }
    for (const one of (value as string).split(',')) {
      if (/^\d{3}$/.test(one) && isStatus(Number(one))) found.statuses.push(Number(one))
      else if (words.includes(one as RetryWord)) found.words.push(one as RetryWord)
      else if (notRun[one] !== undefined)
        return new Wrong(`${one} is not run here: ${notRun[one]}`, 'WT_MESH_REFUSED')
      else if (!ofGrpc.includes(one))
        return new Wrong(
          `'${one.slice(0, 40)}' is no condition for a retry. There are ${words.join(', ')}, and statuses such as 503; no spaces between`,
        )
    }
    return found
  },
}
