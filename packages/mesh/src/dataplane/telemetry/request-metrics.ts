/** Upper bounds in ms, as Istio's dashboards expect them. */
export const durationBounds: readonly number[] = Object.freeze([
  ...[0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000],
  ...[300_000, 600_000, 1_800_000, 3_600_000],
])

/** Who counted: the caller, or whoever was called. */
export type Reporter = 'source' | 'destination'

/** Labels of Istio's standard metrics that can be known here. */
export interface RequestLabels {
  readonly reporter: Reporter
  readonly destination_service: string
  readonly destination_version: string
  /** 0 where there was no answer. */
  readonly response_code: string
  readonly response_flags: string
  readonly request_protocol: 'http'
}

/** One combination of labels: `istio_requests_total` and `istio_request_duration_milliseconds`. */
export interface RequestSeries {
  readonly labels: RequestLabels
  readonly istio_requests_total: number
  readonly istio_request_duration_milliseconds: {
    /** Requests up to each bound, and the last all of them. */
    readonly buckets: readonly number[]
    readonly sum: number
    readonly count: number
  }
}

interface Series {
  readonly labels: RequestLabels
  readonly counts: Uint32Array
  sum: number
  count: number
}

/** Requests to one version of one service. */
export class ServiceMetrics {
  readonly #reporter: Reporter
  readonly #service: string
  readonly #version: string
  readonly #all: Series[]
  /** Without flags, by status. */
  readonly #plain: (Series | undefined)[] = []
  readonly #flagged = new Map<string, Series>()

  constructor(reporter: Reporter, service: string, version: string, all: Series[]) {
    this.#reporter = reporter
    this.#service = service
    this.#version = version
    this.#all = all
  }

  record(status: number, flags: readonly string[] | undefined, ms: number): void {
    const series = flags === undefined ? this.#of(status) : this.#with(status, flags.join(','))
    let at = 0
    while (ms > (durationBounds[at] as number)) at++
    series.counts[at] = (series.counts[at] as number) + 1
    series.sum += ms
    series.count++
  }

  #of(status: number): Series {
    const known = this.#plain[status]
    if (known !== undefined) return known
    const series = this.#begin(status, '-')
    this.#plain[status] = series
    return series
  }

  #with(status: number, flag: string): Series {
    const key = `${status} ${flag}`
    const known = this.#flagged.get(key)
    if (known !== undefined) return known
    const series = this.#begin(status, flag)
    this.#flagged.set(key, series)
    return series
  }

  #begin(status: number, flag: string): Series {
    const series = {
      labels: {
        reporter: this.#reporter,
        destination_service: this.#service,
        destination_version: this.#version,
        response_code: String(status),
        response_flags: flag,
        request_protocol: 'http',
      } as const,
      counts: new Uint32Array(durationBounds.length + 1),
      sum: 0,
      count: 0,
    }
    this.#all.push(series)
    return series
  }
}

/** Counts requests by Istio's labels. */
export class RequestMetrics {
  readonly #reporter: Reporter
  readonly #series: Series[] = []
  readonly #services = new Map<string, ServiceMetrics>()

  constructor(reporter: Reporter) {
    this.#reporter = reporter
  }

  /** Where requests to a version of a service are counted; 'unknown' where none answered. */
  of(service: string, version = 'unknown'): ServiceMetrics {
    const key = `${service}\n${version}`
    let known = this.#services.get(key)
    if (known === undefined) {
      known = new ServiceMetrics(this.#reporter, service, version, this.#series)
      this.#services.set(key, known)
    }
    return known
  }

  snapshot(): RequestSeries[] {
    return this.#series.map(({ labels, counts, sum, count }) => {
      let seen = 0
      const buckets = Array.from(counts, (here) => {
        seen += here
        return seen
      })
      return {
        labels,
        istio_requests_total: count,
        istio_request_duration_milliseconds: { buckets, sum, count },
      }
    })
  }
}
