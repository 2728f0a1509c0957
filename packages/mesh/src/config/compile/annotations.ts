import type { BreakerOptions } from '@watertight/resilience'
import type { Cluster } from '../../model/cluster.ts'
import type { Annotations } from './destination-rules.ts'

/** Options of the breaker that the annotation asks for. */
export function breakerOf(
  annotations: Annotations | undefined,
): Omit<BreakerOptions, 'name'> | undefined {
  const said = annotations?.['watertight.dev/circuit-breaker']
  if (said === undefined) return undefined
  const { window, calls, inARow, slowAfter, open, openMax, ...same } = said
  return defined({
    ...same,
    window:
      inARow !== undefined
        ? { inARow }
        : calls !== undefined
          ? { calls }
          : window !== undefined
            ? { ms: window }
            : undefined,
    slowAfterMs: slowAfter,
    openMs: open,
    openMaxMs: openMax,
  })
}

type Policy = Pick<Cluster, 'balancer' | 'outlier'>

/** Outlier detection and balancer with what annotations add. */
export function withOwn<P extends Policy>(policy: P, annotations: Annotations | undefined): P {
  const rate = annotations?.['watertight.dev/success-rate']
  const { outlier } = policy
  const successRate = rate && {
    minHosts: 5,
    requestVolume: 100,
    stdevFactor: 1.9,
    ...defined(rate),
  }
  return {
    ...policy,
    ...(annotations?.['watertight.dev/load-balancer'] && { balancer: { is: 'penalty ewma' } }),
    ...(outlier && successRate && { outlier: { ...outlier, successRate } }),
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without what is not said. */
const defined = <T extends object>(said: T): Defined<Partial<T>> =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Defined<
    Partial<T>
  >
