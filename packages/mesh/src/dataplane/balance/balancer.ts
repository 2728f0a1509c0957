import type { Cluster } from '../../model/cluster.ts'
import { byWeight } from './by-weight.ts'
import type { Candidate, Pick, Tools } from './candidate.ts'
import { leastRequest } from './least-request.ts'
import { ringHash } from './ring-hash.ts'
import { roundRobin } from './round-robin.ts'
import { twoChoices } from './two-choices.ts'
import { warmShare } from './warmup.ts'

interface Rules {
  readonly balancer: Cluster['balancer']
  readonly warmup: Cluster['warmup']
}

/** The balancer that a cluster asks for, over the endpoints that may be used now: one at least. */
export function balancer<C extends Candidate>(
  { balancer, warmup }: Rules,
  all: readonly C[],
  tools: Tools,
): Pick<C> {
  const { random, now } = tools
  const weight = (one: C) =>
    warmup === undefined ? one.weight : one.weight * warmShare(warmup, now() - one.since)
  const isEven = all.every((one) => one.weight === all[0]?.weight) && !isWarming(warmup, all, now())
  switch (balancer.is) {
    case 'least request':
      return leastRequest(all, isEven ? undefined : weight, tools)
    case 'round robin':
      return roundRobin(all, isEven ? undefined : weight, tools)
    case 'random':
      return () => byWeight(all, weight, random)
    case 'penalty ewma':
      return () => {
        const at = now()
        return twoChoices(all, random, (one) => one.cost(at) / weight(one))
      }
    case 'ring hash':
      return ringHash(all, balancer.minimumRingSize)
  }
}

/** Whether one of these endpoints does not have its full weight yet. */
export const isWarming = (
  warmup: Cluster['warmup'],
  all: readonly Candidate[],
  now: number,
): boolean => warmup !== undefined && all.some((one) => now - one.since < warmup.durationMs)
