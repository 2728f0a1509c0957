export type Health = 'ready' | 'starting' | 'down'

export type FaultMode =
  | 'none'
  | 'fail'
  | 'hang'
  | 'slow'
  | 'answer-twice'
  | 'lose-answer'
  | 'refuse'

export interface ServiceState {
  readonly name: string
  readonly health: Health
  /** Position of the last event in its log; null when it has no log or has not said. */
  readonly head: number | null
  /** Events of other services that it has not handled yet. */
  readonly lag: number
  /** What is wrong with it, as a sentence; empty when nothing is. */
  readonly detail: string
}

export interface OrderRate {
  /** Mean of the last five whole seconds. */
  readonly perSecond: number
  /** Orders placed in each of the last 60 whole seconds, oldest first. */
  readonly history: readonly number[]
}

export interface OrderCounts {
  readonly placed: number
  readonly awaitingPayment: number
  readonly confirmed: number
  readonly declined: number
}

export interface PaymentCounts {
  /** Decimal string. */
  readonly authorisedValue: string
  readonly pending: number
  readonly refundsPending: number
}

/** Calls that were judged together. A slow failure counts as both. */
export interface Judged {
  readonly calls: number
  readonly failures: number
  readonly slow: number
}

/** What the page shows of the snapshot of resilience's circuit breaker; rates are 0 to 1. */
export interface BreakerState {
  readonly state: 'closed' | 'open' | 'half-open'
  readonly window: Judged & { readonly failureRate: number; readonly slowRate: number }
  readonly thresholds: {
    readonly failureRate: number
    readonly slowRate: number
    readonly minimumCalls: number
  }
  /** While half-open. */
  readonly probes: {
    readonly step: number
    readonly steps: number
    readonly permits: number
    readonly done: number
    readonly failures: number
    readonly slow: number
  } | null
  readonly retryAfterMs: number
  readonly trips: number
  readonly rejected: number
  readonly lastTrip: (Judged & { readonly reason: string }) | null
}

export interface TrafficState {
  readonly paused: boolean
  readonly perMinute: number
}

export interface PastEvent {
  readonly type: string
  readonly at: string
  readonly position: number
}

export interface LatestOrder {
  readonly number: string
  readonly customer: string | null
  readonly country: string
  readonly state: string
  readonly placedAt: string
  readonly lines: number
  readonly total: string
  readonly currency: string
  readonly history: readonly PastEvent[]
}

/** Everything the page shows. Each message on `/live` is a whole one: a page that missed some is right again with the next. */
export interface LiveState {
  /** Milliseconds since 1970 on the gateway's wall clock. */
  readonly time: number
  readonly services: readonly ServiceState[]
  readonly rate: OrderRate
  /** Read models survive their service, so the last known figures stay; null before the first answer. */
  readonly orders: OrderCounts | null
  readonly payments: PaymentCounts | null
  /** Null while payments does not answer: nobody knows. */
  readonly breaker: BreakerState | null
  /** Null while the card network does not answer. */
  readonly fault: { readonly mode: FaultMode } | null
  readonly traffic: TrafficState
  readonly latest: readonly LatestOrder[]
}
