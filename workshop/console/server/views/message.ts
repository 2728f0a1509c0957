/** What the console shows, by key: `service/orders`, `edges/orders`, `traffic/shop`. Each value is whole, so the newest is all there is to know. */
export type Entries = { readonly [key: string]: unknown }

/** All of it, for a page that has just come or has missed too much. */
export interface Snapshot {
  /** Milliseconds since 1970 on the console's clock. */
  readonly at: number
  readonly entries: Entries
}

/** What became different at one moment. A value of null is gone. */
export interface Change {
  readonly at: number
  readonly entries: Entries
}
