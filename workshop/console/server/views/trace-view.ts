/** A piece of work, as the service that did it remembers it. */
export interface SpanView {
  readonly service: string
  readonly kind: string
  readonly name: string
  /** In ms since 1970, on that service's clock. */
  readonly start: number
  readonly ms: number
  readonly status: string
  readonly isFailed: boolean
  readonly trace: string
  readonly span: string
  readonly parent?: string
  readonly correlation: string
  readonly code?: string
}

/** A story in one line. */
export interface TraceSummary {
  readonly trace: string
  readonly start: number
  readonly ms: number
  /** What it began with, as far as it is remembered. */
  readonly name: string
  readonly service: string
  readonly services: readonly string[]
  readonly spans: number
  readonly failed: number
}

export interface LogView {
  readonly service: string
  readonly at: number
  readonly level: string
  readonly message: string
  readonly trace: string
  readonly facts: string
}

/** What `GET /traces/TRACE` tells: the earliest first. */
export interface TraceView {
  readonly spans: readonly SpanView[]
  readonly logs: readonly LogView[]
  /** Services that did not answer: what they did is missing. */
  readonly missing: readonly string[]
}
