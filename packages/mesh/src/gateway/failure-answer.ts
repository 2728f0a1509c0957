import type { TransportErrorCode } from '@watertight/ports'
import type { Flag } from './route-figures.ts'

export type FailureCode = TransportErrorCode | 'WT_BREAKER_OPEN'

interface FailureAnswer {
  readonly status: number
  readonly title: string
  readonly flag: Flag
  readonly detail: (host: string) => string
}

const unavailable = { status: 503, title: 'Service Unavailable' }
const badGateway = { status: 502, title: 'Bad Gateway' }

/** What the caller is told when there is no answer to pass on. Only a 503 promises that nothing was done. */
export const failureAnswers = Object.freeze({
  WT_BREAKER_OPEN: {
    ...unavailable,
    flag: 'UO',
    detail: (host) => `${host} has failed too often lately, so nothing was sent. Try again later.`,
  },
  WT_UNREACHABLE: {
    ...unavailable,
    flag: 'UF',
    detail: (host) => `${host} cannot be reached, so nothing was sent. Try again later.`,
  },
  WT_LOST: {
    ...badGateway,
    flag: 'UC',
    detail: (host) =>
      `The connection to ${host} broke, and it may have been done. Look before you try again, or use an idempotency key.`,
  },
  WT_TOO_LARGE: {
    ...badGateway,
    flag: 'UPE',
    detail: (host) => `The answer of ${host} is too large to pass on. Ask for less.`,
  },
  WT_DEADLINE: {
    status: 504,
    title: 'Gateway Timeout',
    flag: 'UT',
    detail: (host) =>
      `${host} did not answer in time, and it may have been done. Look before you try again, or use an idempotency key.`,
  },
  // a stream that ends before its headers; later it is cut, not answered
  WT_IDLE: {
    status: 504,
    title: 'Gateway Timeout',
    flag: 'UT',
    detail: (host) => `${host} was silent for too long. Open the stream again.`,
  },
  WT_CALL_INVALID: {
    status: 400,
    title: 'Bad Request',
    flag: 'DPE',
    detail: () => 'The request cannot be passed on as it is. Check its method, path and headers.',
  },
  WT_ABORTED: {
    status: 499,
    title: 'Client Closed Request',
    flag: 'DC',
    detail: () => 'The caller left before the answer came.',
  },
} satisfies Record<FailureCode, FailureAnswer>) as Readonly<Record<FailureCode, FailureAnswer>>
