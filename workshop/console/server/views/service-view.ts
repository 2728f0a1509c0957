/** What brings services, a case study for instance, under `part/NAME`. */
export interface PartView {
  readonly name: string
  readonly summary: string
}

/** What is known of one service, under `service/NAME`. */
export interface ServiceView {
  readonly name: string
  /** The case study it belongs to; its own name where none claims it. */
  readonly part: string
  readonly health: Health
  /** When it became so, in ms since 1970. */
  readonly since: number
  /** Last position of its log; absent where it has none. */
  readonly head?: number
  /** Whose published events it hears, and how far. */
  readonly feeds: readonly FeedView[]
  readonly automations: { readonly [name: string]: unknown }
  readonly processes: { readonly [name: string]: unknown }
  /** Which faults are switched on in it; absent where it has no door for them. */
  readonly faults?: readonly FaultView[]
}

/** `silent`: connections are taken, and no answer comes in time. `down`: nothing listens. */
export type Health = 'ready' | 'unready' | 'silent' | 'down'

export interface FeedView {
  readonly from: string
  readonly position: number
  readonly connected: boolean
  /** Events published there and not handled here; undefined while nobody knows how many there are. */
  readonly lag?: number
  readonly parked: number
}

/** As the fault door tells it. */
export type FaultView = { readonly is: string } & {
  readonly [name: string]: string | number
}

/** Calls of one service to another over the last seconds, under `edges/CALLER`. */
export interface EdgeView {
  readonly from: string
  readonly to: string
  /** Whether the caller has called it since it was started, for rules name many that nobody ever calls; absent where that is not known. */
  readonly isCalled?: boolean
  /** Requests a second. */
  readonly rate: number
  /** Share of them without a good answer: 500 and above, or none at all. */
  readonly failing: number
  /** In ms; an upper bound, as fine as the buckets of the caller's histogram. Undefined without requests. */
  readonly p50?: number
  readonly p99?: number
  readonly endpoints: readonly EndpointView[]
}

export interface EndpointView {
  readonly address: string
  readonly active: number
  readonly isEjected: boolean
  readonly ejections: number
}
