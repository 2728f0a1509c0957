import { AsyncLocalStorage } from 'node:async_hooks'

/** A call made for a request that is being handled. */
export interface Abortable {
  abort(reason: Error): void
}

/** A request that is being handled, as far as the calls made for it are concerned. */
export class Inbound {
  /** On the clock of the mesh; infinite when it did not say. */
  readonly deadline: number
  /** W3C `traceparent`. */
  readonly trace: string
  /** Under way for it. */
  readonly calls = new Set<Abortable>()

  constructor(deadline: number, trace: string) {
    this.deadline = deadline
    this.trace = trace
  }

  /** Nobody waits any more for what the calls would bring. */
  leave(reason: Error): void {
    for (const call of [...this.calls]) call.abort(reason)
  }
}

export const inbound = new AsyncLocalStorage<Inbound>()
