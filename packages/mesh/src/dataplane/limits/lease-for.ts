import { type Call, type Clock, type Timer, TransportError } from '@watertight/ports'
import type { EndpointPool, Lease } from './connection-pool.ts'

/** A lease, now or after waiting in line; the limit in the way; or the error of a caller whose time was up, or who left, while waiting. */
export function leaseFor<C>(
  pool: EndpointPool<C>,
  { to, deadline, signal }: Call,
  clock: Clock,
): Lease<C> | 'pending' | 'requests' | Promise<Lease<C> | 'requests' | TransportError> {
  let settle: (outcome: Lease<C> | 'requests' | TransportError) => void = () => {}
  const taken = pool.take((lease) => settle(lease))
  if (typeof taken === 'string' || 'release' in taken) return taken
  return new Promise((resolve) => {
    let timer: Timer | undefined
    const leave = (code: 'WT_DEADLINE' | 'WT_ABORTED') => {
      taken.cancel()
      settle(new TransportError(code, to))
    }
    const abort = () => leave('WT_ABORTED')
    settle = (outcome) => {
      timer?.cancel()
      signal?.removeEventListener('abort', abort)
      resolve(outcome)
    }
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort, { once: true })
    if (deadline < Number.POSITIVE_INFINITY)
      timer = clock.after(Math.max(0, deadline - clock.now()), () => leave('WT_DEADLINE'))
  })
}
