/** Where requests of one kind go: the part of Istio's HTTPRoute that the gateway runs, under Istio's names. Fields within a match must all hold; one match of the list is enough; without a list everything matches. */
export interface HttpRoute {
  /** In figures and errors. */
  readonly name: string
  readonly match?: readonly HttpMatch[]
  /** Takes the place of the matched prefix, or of the whole path after an exact match. */
  readonly rewrite?: { readonly uri: string }
  readonly route: readonly [{ readonly destination: { readonly host: string } }]
  /** For the whole answer, retries included; for a stream, until its headers. A duration as Istio writes it: '5s', '250ms', '1m30s'. */
  readonly timeout?: string
  /** How often to try again when nothing was sent. 0 turns it off. */
  readonly retries?: { readonly attempts: number }
  /** Answers are passed on as they come (server-sent events, NDJSON). Not in Istio, where every answer is. */
  readonly stream?: boolean
  /** Longest silence of a stream. Istio has it on the destination. */
  readonly idleTimeout?: string
}

export interface HttpMatch {
  /** A prefix is a plain one: '/api' matches '/apis'. End it with '/'. */
  readonly uri?: { readonly prefix: string } | { readonly exact: string }
  readonly method?: { readonly exact: string }
}
