import type { Headers, Reply } from '@watertight/ports'
import { type Flag, flagMeanings } from './flags.ts'

const titles: Readonly<Record<number, string>> = {
  404: 'Not Found',
  431: 'Headers Too Large',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** An answer of the mesh itself: problem details (RFC 9457) that name Envoy's flag and the facts. */
export const localAnswer = (
  status: number,
  flag: Flag,
  detail: string,
  headers: Headers = {},
): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify({
    type: 'about:blank',
    title: flag === 'FI' ? 'Injected Fault' : (titles[status] ?? 'Refused'),
    status,
    flag,
    meaning: flagMeanings[flag],
    detail,
  }),
})
