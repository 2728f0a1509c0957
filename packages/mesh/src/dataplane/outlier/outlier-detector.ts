import type { OutlierDetection } from '../../model/cluster.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { belowSuccessRate } from './success-rate.ts'

export type Detector =
  | 'consecutive 5xx'
  | 'consecutive gateway'
  | 'consecutive local origin'
  | 'success rate'

interface WithheldFacts {
  readonly ejected: number
  readonly endpoints: number
  readonly maxEjectionPercent: number
}

interface OutlierListener {
  ejected(health: EndpointHealth, by: Detector, forMs: number): void
  /** A detector fired, and so many are out already that one more would pass the limit. */
  withheld(health: EndpointHealth, by: Detector, facts: WithheldFacts): void
  returned(health: EndpointHealth): void
}

/**
 * Takes endpoints out that fail, as Envoy does: counters move with each answer and may eject at once; only the periodic check lets an
 * endpoint return. It knows no timer: whoever holds it calls `check` every `intervalMs`.
 */
export class OutlierDetector {
  #rules: OutlierDetection
  readonly #listener: OutlierListener
  readonly #all = new Set<EndpointHealth>()
  #ejected = 0

  constructor(rules: OutlierDetection, listener: OutlierListener) {
    this.#rules = rules
    this.#listener = listener
  }

  get ejected(): number {
    return this.#ejected
  }

  get intervalMs(): number {
    return this.#rules.intervalMs
  }

  /** Other rules for the same endpoints: what was counted and who is out stays. */
  reconfigure(rules: OutlierDetection): void {
    this.#rules = rules
  }

  add(health: EndpointHealth): void {
    this.#all.add(health)
    if (health.isEjected) this.#ejected++
  }

  /** An endpoint that is gone takes no place among the ejected. */
  remove(health: EndpointHealth): void {
    if (this.#all.delete(health) && health.isEjected) this.#ejected--
  }

  answered(health: EndpointHealth, status: number, now: number): void {
    if (this.#rules.splitLocalOrigin) health.consecutiveLocalOrigin = 0
    this.#count(health, status, now)
  }

  /** No connection, or one that broke: like a 503, unless local failures are counted apart. */
  failed(health: EndpointHealth, now: number): void {
    if (this.#rules.splitLocalOrigin) this.#countLocal(health, now)
    else this.#count(health, 503, now)
  }

  /** No answer in time: like a 504, unless local failures are counted apart. */
  timedOut(health: EndpointHealth, now: number): void {
    if (this.#rules.splitLocalOrigin) this.#countLocal(health, now)
    else this.#count(health, 504, now)
  }

  /** Lets return who has served its time, then compares success rates since the last check. */
  check(now: number): void {
    for (const health of this.#all) this.#checkOne(health, now)
    const { successRate } = this.#rules
    if (successRate !== undefined && this.#all.size >= successRate.minHosts)
      for (const health of belowSuccessRate(this.#all, successRate))
        this.#eject(health, 'success rate', now)
    for (const health of this.#all) health.answers = health.successes = 0
  }

  /** Everyone returns now: the rules are gone. */
  end(): void {
    for (const health of this.#all) if (health.isEjected) this.#return(health)
  }

  #count(health: EndpointHealth, status: number, now: number): void {
    health.answers++
    if (status < 500) {
      health.successes++
      health.consecutive5xx = health.consecutiveGateway = 0
      return
    }
    if (status < 502 || status > 504) health.consecutiveGateway = 0
    else if (++health.consecutiveGateway === this.#rules.consecutiveGateway) {
      if (this.#eject(health, 'consecutive gateway', now)) health.consecutiveGateway = 0
    }
    if (++health.consecutive5xx === this.#rules.consecutive5xx) {
      if (this.#eject(health, 'consecutive 5xx', now)) health.consecutive5xx = 0
    }
  }

  #countLocal(health: EndpointHealth, now: number): void {
    if (++health.consecutiveLocalOrigin === this.#rules.consecutiveLocalOrigin) {
      if (this.#eject(health, 'consecutive local origin', now)) health.consecutiveLocalOrigin = 0
    }
  }

  #checkOne(health: EndpointHealth, now: number): void {
    if (health.ejectedAt === undefined) {
      if (health.multiplier > 0) health.multiplier--
    } else if (now - health.ejectedAt >= this.#sentence(health)) this.#return(health)
  }

  #sentence({ multiplier }: EndpointHealth): number {
    const { baseEjectionMs, maxEjectionMs } = this.#rules
    return Math.min(baseEjectionMs * multiplier, Math.max(maxEjectionMs, baseEjectionMs))
  }

  /** Answers whether the detector is to count afresh: after it fired, with consequence or without; not while the endpoint is out already. */
  #eject(health: EndpointHealth, by: Detector, now: number): boolean {
    // an endpoint that left meanwhile, and answers that were still on their way when it was taken out
    if (!this.#all.has(health) || health.isEjected) return false
    const { baseEjectionMs, maxEjectionMs, maxEjectionPercent } = this.#rules
    if ((100 * (this.#ejected + 1)) / this.#all.size > maxEjectionPercent) {
      const facts = { ejected: this.#ejected, endpoints: this.#all.size, maxEjectionPercent }
      this.#listener.withheld(health, by, facts)
      return true
    }
    this.#ejected++
    health.ejections++
    health.ejectedAt = now
    const longest = Math.max(maxEjectionMs, baseEjectionMs)
    if (health.multiplier * baseEjectionMs < longest + baseEjectionMs) health.multiplier++
    this.#listener.ejected(health, by, this.#sentence(health))
    return true
  }

  #return(health: EndpointHealth): void {
    this.#ejected--
    health.ejectedAt = undefined
    health.clear()
    this.#listener.returned(health)
  }
}
