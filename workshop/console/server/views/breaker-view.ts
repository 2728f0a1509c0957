/** A circuit breaker as its owner tells it, and how it got there. All of a service are under `breakers/SERVICE`. */
export interface BreakerView {
  readonly name: string
  readonly state: 'closed' | 'open' | 'half-open'
  readonly mode: string
  /** When it became so, in ms since 1970. */
  readonly since: number
  /** When a call may be tried again; undefined while calls are admitted. */
  readonly retryAt?: number
  readonly window: {
    readonly kind: string
    readonly calls: number
    readonly failures: number
    readonly slow: number
    readonly failureRate: number
    readonly slowRate: number
    readonly size?: number
    readonly ms?: number
  }
  readonly thresholds: {
    readonly failureRate: number
    readonly slowRate: number
    readonly slowAfterMs?: number
    readonly minimumCalls: number
  }
  readonly probes?: {
    readonly step: number
    readonly steps: number
    readonly permits: number
    readonly pending: number
    readonly done: number
    readonly failures: number
    readonly slow: number
  }
  readonly trips: number
  readonly rejected: number
  /** The window it tripped over. */
  readonly lastTrip?: {
    readonly reason: string
    readonly at: number
    readonly openMs: number
    readonly calls: number
    readonly failures: number
    readonly slow: number
  }
  /** Its states since the console has been watching, the oldest first. */
  readonly ribbon: readonly { readonly at: number; readonly state: BreakerView['state'] }[]
}
