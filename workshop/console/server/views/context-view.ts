/** A bounded context, as its own code says it. */
export interface ContextView {
  /** Also of the service that hosts it. */
  readonly name: string
  readonly part: string
  readonly purpose: string
  readonly owns: readonly {
    readonly name: string
    readonly kind: string
    readonly commands: readonly string[]
    readonly events: readonly string[]
  }[]
  /** Commands that anybody may send. */
  readonly accepts: readonly string[]
  /** Events that it promises to others. */
  readonly publishes: readonly string[]
  readonly hears: readonly {
    readonly from: string
    readonly events: readonly string[]
    readonly sends: readonly string[]
  }[]
  readonly runs: readonly string[]
  readonly calls: readonly string[]
}

/** What one context is for another. Of a symmetry, either end may be upstream. */
export interface RelationView {
  readonly kind: string
  readonly upstream: string
  readonly downstream: string
  readonly offers: readonly string[]
}

/** What `GET /contexts` tells. */
export interface ContextsView {
  readonly contexts: readonly ContextView[]
  readonly relations: readonly RelationView[]
  /** Parts whose map could not be built, and why. */
  readonly broken: readonly { readonly part: string; readonly why: string }[]
}
