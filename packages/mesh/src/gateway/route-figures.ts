import { LatencyHistogram } from './latency-histogram.ts'

/** Why there was no answer to pass on, in Envoy's letters: overflow (the breaker), connection failure, connection ended, protocol error (too large), timeout, downstream left, downstream's protocol error. */
export type Flag = 'UO' | 'UF' | 'UC' | 'UPE' | 'UT' | 'DC' | 'DPE'

export interface RouteSnapshot {
  readonly name: string
  readonly requests: number
  /** Under way; a stream until its headers. */
  readonly active: number
  /** Answered with a 5xx, by the service or by the gateway. */
  readonly failures: number
  readonly retries: number
  readonly flags: Readonly<Record<Flag, number>>
  /** Milliseconds to the answer, for a stream to its headers; absent before the first. */
  readonly p50?: number
  readonly p99?: number
}

/** The counters of one route since the start. */
export class RouteFigures {
  requests = 0
  active = 0
  failures = 0
  retries = 0
  readonly flags: Record<Flag, number> = { UO: 0, UF: 0, UC: 0, UPE: 0, UT: 0, DC: 0, DPE: 0 }
  readonly #name: string
  readonly #latency = new LatencyHistogram()

  constructor(name: string) {
    this.#name = name
  }

  begin(): void {
    this.requests++
    this.active++
  }

  end(status: number, ms: number): void {
    this.active--
    if (status >= 500) this.failures++
    this.#latency.record(ms)
  }

  snapshot(): RouteSnapshot {
    const { requests, active, failures, retries, flags } = this
    const p50 = this.#latency.quantile(0.5)
    const p99 = this.#latency.quantile(0.99)
    return {
      name: this.#name,
      requests,
      active,
      failures,
      retries,
      flags: { ...flags },
      ...(p50 !== undefined && { p50 }),
      ...(p99 !== undefined && { p99 }),
    }
  }
}
