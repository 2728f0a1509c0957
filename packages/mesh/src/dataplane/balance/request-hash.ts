import { type Headers, header, keyed } from '@watertight/ports'
import type { Balancer } from '../../model/cluster.ts'

/** What a ring places the request by. Without its header or parameter a request goes anywhere, drawn from `random`. */
export function requestHash(
  balancer: Balancer,
  request: { readonly headers: Headers; readonly query: URLSearchParams },
  random: () => number,
): number {
  if (balancer.is !== 'ring hash') return 0
  const { by } = balancer
  // without a proxy's word every request comes from this very process
  if (by === 'source ip')
    return keyed(0, (header(request.headers, 'x-forwarded-for') ?? '').split(',').at(-1) as string)
  const value =
    'header' in by
      ? header(request.headers, by.header.toLowerCase())
      : (request.query.get(by.query) ?? undefined)
  return value === undefined ? Math.floor(random() * 2 ** 32) : keyed(0, value)
}
