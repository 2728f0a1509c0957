/** Upper bounds in ms, as Istio's dashboards expect them. */
export const durationBounds: readonly number[] = Object.freeze([
  ...[0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000],
  ...[300_000, 600_000, 1_800_000, 3_600_000],
])

/** Labels of Istio's standard metrics that a caller knows. */
export interface RequestLabels {
  readonly reporter: 'source'
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

/** Counts requests by Istio's labels. */
export class RequestMetrics {
  readonly #series = new Map<string, Series>()

  record(
    service: string,
    version: string,
    status: number,
    flags: readonly string[],
    ms: number,
  ): void {
    const flag = flags.length === 0 ? '-' : flags.join(',')
    const key = `${service}\n${version}\n${status}\n${flag}`
    const series = this.#series.get(key) ?? this.#begin(key, service, version, status, flag)
    let at = durationBounds.findIndex((bound) => ms <= bound)
    if (at < 0) at = durationBounds.length
    series.counts[at] = (series.counts[at] as number) + 1
    series.sum += ms
    series.count++
  }

  snapshot(): RequestSeries[] {
    return [...this.#series.values()].map(({ labels, counts, sum, count }) => {
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

  #begin(key: string, service: string, version: string, status: number, flag: string): Series {
    const series = {
      labels: {
        reporter: 'source',
        destination_service: service,
        destination_version: version,
        response_code: String(status),
        response_flags: flag,
        request_protocol: 'http',
      } as const,
      counts: new Uint32Array(durationBounds.length + 1),
      sum: 0,
      count: 0,
    }
    this.#series.set(key, series)
    return series
  }
}
