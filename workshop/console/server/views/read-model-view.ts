/** Rows that a context keeps for reading, and how building them anew goes. Times are in ms since 1970. */
export interface ReadModelView {
  readonly service: string
  readonly name: string
  /** Where its rows are served: `/read/open-orders`. */
  readonly path: string
  readonly hears: readonly string[]
  /** Last position of its log. */
  readonly head: number
  readonly rebuild:
    | { readonly is: 'building'; readonly startedAt: number; readonly position: number }
    | { readonly is: 'done'; readonly startedAt: number; readonly endedAt: number }
    | { readonly is: 'failed'; readonly startedAt: number; readonly endedAt: number }
    | null
}

/** What `GET /read-models` tells. */
export interface ReadModelsView {
  readonly readModels: readonly ReadModelView[]
  /** Why services are missing. */
  readonly silent: readonly string[]
}
