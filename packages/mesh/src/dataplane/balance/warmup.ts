import type { Warmup } from '../../model/cluster.ts'

/** The share of its weight that an endpoint of this age gets, as Envoy's slow start: (age / duration)^(1 / aggression), never below the minimum. */
export function warmShare(warmup: Warmup, ageMs: number): number {
  if (ageMs >= warmup.durationMs) return 1
  const grown = (Math.max(0, ageMs) / warmup.durationMs) ** (1 / warmup.aggression)
  // a weight of 0 would never have its turn
  return Math.max(grown, warmup.minimumPercent / 100, 0.001)
}
