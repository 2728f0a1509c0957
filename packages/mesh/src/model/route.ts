import type { Cluster } from './cluster.ts'
import type { RouteRates } from './rate.ts'

export type StringMatch =
  | { readonly exact: string; readonly ignoreCase: boolean }
  | { readonly prefix: string; readonly ignoreCase: boolean }
  /** On the whole value; of the subset that RE2 and JavaScript read alike, without backtracking. */
  | { readonly regex: RegExp }
  | { readonly present: true }

/** All that is said must hold. */
export interface Match {
  readonly uri?: StringMatch
  readonly method?: StringMatch
  readonly authority?: StringMatch
  readonly scheme?: StringMatch
  readonly headers: readonly { readonly name: string; readonly match: StringMatch }[]
  readonly withoutHeaders: readonly { readonly name: string; readonly match: StringMatch }[]
  readonly query: readonly { readonly name: string; readonly match: StringMatch }[]
  /** Labels that the caller must have. */
  readonly caller: { readonly [name: string]: string }
  readonly port?: number
}

/** Removed first, then set, then added. */
export interface HeaderChanges {
  readonly remove: readonly string[]
  readonly set: readonly (readonly [name: string, value: string])[]
  readonly add: readonly (readonly [name: string, value: string])[]
}
interface BothWays {
  readonly request: HeaderChanges
  readonly response: HeaderChanges
}

export interface Destination {
  readonly cluster: Cluster
  /** Above 0; shares are weights over their sum. */
  readonly weight: number
  readonly headers: BothWays
}

/** In millionths, as Envoy draws: 1,000,000 is always. */
export interface Fault {
  readonly delay?: { readonly ms: number; readonly millionths: number }
  readonly abort?: { readonly status: number; readonly millionths: number }
}

export interface Retries {
  /** Tries after the first one. */
  readonly attempts: number
  readonly perTryTimeoutMs: number | undefined
  readonly on: {
    readonly connectFailure: boolean
    readonly refusedStream: boolean
    /** The connection broke, at any time before the answer began. */
    readonly reset: boolean
    readonly resetBeforeRequest: boolean
    readonly gatewayError: boolean
    readonly server5xx: boolean
    readonly retriable4xx: boolean
    readonly statuses: ReadonlySet<number>
  }
  readonly backoffMs: number
}

/** A try ends when it takes `times` what 99 of 100 tries took in the last minutes, but not before `atLeastMs`. */
export interface AdaptiveTimeout {
  /** What is known of it goes on while rules have this name. */
  readonly name: string
  readonly times: number
  readonly atLeastMs: number
  /** Fewer tries are no evidence. */
  readonly minimumCalls: number
}

export interface Rewrite {
  readonly uri?: string
  readonly regex?: { readonly match: RegExp; readonly with: string }
  readonly authority?: string
}

export type Action =
  | { readonly is: 'forward'; readonly destinations: readonly Destination[] }
  | {
      readonly is: 'redirect'
      readonly status: number
      readonly uri?: string
      readonly authority?: string
      readonly scheme?: string
      readonly port?: number
    }
  | { readonly is: 'answer'; readonly status: number; readonly body: string }
  /** A subset or host that is not there: 503, flag NR. */
  | { readonly is: 'nowhere'; readonly why: string }

export interface Route {
  readonly name: string
  /** Where it stands: `file:line`. */
  readonly from: string
  /** One is enough; none takes everything. */
  readonly matches: readonly Match[]
  readonly action: Action
  readonly rewrite: Rewrite | undefined
  /** For all tries together; undefined waits as long as the caller does. */
  readonly timeoutMs: number | undefined
  readonly adaptiveTimeout: AdaptiveTimeout | undefined
  readonly retries: Retries
  readonly fault: Fault
  readonly headers: BothWays
  /** Of a gateway alone. */
  readonly rates: RouteRates | undefined
}
