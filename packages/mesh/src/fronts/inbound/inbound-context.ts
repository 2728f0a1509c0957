import { AsyncLocalStorage } from 'node:async_hooks'

/** What the request that is being handled says about the calls made for it. */
export interface Inbound {
  /** On the clock of the mesh; infinite when it did not say. */
  readonly deadline: number
  /** W3C `traceparent`; undefined when there is none. */
  readonly trace: string | undefined
}

export const inbound = new AsyncLocalStorage<Inbound>()
