import { LogHistogram } from '../log-histogram.ts'
import type { LimitSample } from './limit.ts'

/** The calls that ended since the last decision. */
export class LimitWindow {
  readonly durations = new LogHistogram()
  drops = 0
  /** Most calls in flight. */
  inFlight = 0
  startedAt = Number.NEGATIVE_INFINITY
  readonly #ms: number
  readonly #calls: number

  constructor(ms: number, calls: number) {
    this.#ms = ms
    this.#calls = calls
  }

  get calls(): number {
    return this.durations.count + this.drops
  }

  /** True when the window is long and full enough to decide by. */
  add(sample: LimitSample, now: number): boolean {
    if (this.calls === 0) this.startedAt = now
    if (sample.isDrop) this.drops++
    else this.durations.add(sample.ms)
    if (sample.inFlight > this.inFlight) this.inFlight = sample.inFlight
    return now - this.startedAt >= this.#ms && this.calls >= this.#calls
  }

  clear(): void {
    this.durations.clear()
    this.drops = this.inFlight = 0
  }
}
