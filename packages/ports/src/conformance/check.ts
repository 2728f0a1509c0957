import type { Call, Payload, Ports, Reply, Stream } from '../index.ts'
import { TransportError } from '../index.ts'

/** One case: what one host of a fresh stage must see. */
export type Check = (name: string, run: (ports: Ports) => Promise<void>) => unknown

export const forever: AbortSignal = new AbortController().signal

export const failure = (code: string) => (error: unknown) =>
  error instanceof TransportError && error.code === code

export const ok = (body: Payload | Stream): Reply<Payload | Stream> => ({
  status: 200,
  headers: {},
  body,
})

/** A call to the case's one server, with two seconds to go. */
export const get = ({ clock }: Ports, path = '/', more: Partial<Call> = {}): Call => ({
  to: 'echo',
  method: 'GET',
  path,
  deadline: clock.now() + 2000,
  ...more,
})
