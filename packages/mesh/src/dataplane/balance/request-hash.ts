import { keyed } from '@watertight/ports'
import type { Balancer } from '../../model/cluster.ts'
import type { Target } from '../route/target.ts'

/** What a ring places the request by. Without its header or parameter a request goes anywhere, drawn from `random`. */
export function requestHash(
  balancer: Balancer,
  request: Pick<Target, 'header' | 'query'>,
  random: () => number,
): number {
  if (balancer.is !== 'ring hash') return 0
  const { by } = balancer
  // without a proxy's word every request comes from this very process
  if (by === 'source ip')
    return keyed(0, (request.header('x-forwarded-for') ?? '').split(',').at(-1) as string)
  const value =
    'header' in by
      ? request.header(by.header.toLowerCase())
      : (request.query.get(by.query) ?? undefined)
  return value === undefined ? Math.floor(random() * 2 ** 32) : keyed(0, value)
}
