import { LogHistogram } from '../log-histogram.ts'
import { type HedgeDelay, percentileCalls } from './options.ts'

// figures are read anew after so many, and old ones weigh half after so many
const remembered = 20 * percentileCalls

/** How long an attempt may take before it is late. */
export class Late {
  #ms: number
  readonly #share: number
  readonly #durations: LogHistogram | undefined
  #unread = 0

  constructor(delay: HedgeDelay) {
    this.#ms = 'ms' in delay ? delay.ms : Number.POSITIVE_INFINITY
    this.#share = 'ms' in delay ? 0 : delay.percentile
    this.#durations = 'ms' in delay ? undefined : new LogHistogram()
  }

  get ms(): number {
    return this.#ms
  }

  /** A first attempt took so long, or had taken so long when another was faster. */
  record(ms: number): void {
    const durations = this.#durations
    if (durations === undefined) return
    durations.add(ms)
    if (++this.#unread < percentileCalls) return
    this.#unread = 0
    this.#ms = durations.percentile(this.#share)
    if (durations.count >= remembered) durations.halve()
  }
}
