import type { Activity } from '../answer-batches.ts'

/** What this process has to do with others: requests, calls, and what streams to it. */
class OfProcess implements Activity {
  at = 0
  #next: AbortController | undefined

  get next(): AbortSignal {
    this.#next ??= new AbortController()
    return this.#next.signal
  }

  mark(): void {
    this.at = performance.now()
    this.#next?.abort()
    this.#next = undefined
  }
}

/** That of this process. Whoever passes by the ports marks what comes and goes there, so that those who wait for news of it hear theirs. */
export const activity: Activity = new OfProcess()
