import type { OutlierDetection } from '../../model/cluster.ts'
import type { EndpointHealth } from './endpoint-health.ts'

/**
 * The endpoints whose share of successes since the last check lies more than `stdevFactor` standard deviations below the mean of all
 * that had enough requests. A comparison, not a threshold: when all fail alike, none is an outlier.
 */
export function belowSuccessRate(
  all: Iterable<EndpointHealth>,
  { minHosts, requestVolume, stdevFactor }: NonNullable<OutlierDetection['successRate']>,
): EndpointHealth[] {
  const judged = [...all].filter((one) => !one.isEjected && one.answers >= requestVolume)
  if (judged.length === 0 || judged.length < minHosts) return []
  const rates = judged.map((one) => one.successes / Math.max(1, one.answers))
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / rates.length
  const threshold = mean - stdevFactor * Math.sqrt(variance)
  return judged.filter((_, i) => (rates[i] as number) < threshold)
}
