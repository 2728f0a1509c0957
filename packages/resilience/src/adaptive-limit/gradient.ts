import { checkOptions, isFrom, type OptionRules, span } from '../check-option.ts'
import { LogHistogram } from '../log-histogram.ts'
import { boundRules } from './aimd.ts'
import type { Limit, LimitSample } from './limit.ts'
import { LimitWindow } from './limit-window.ts'

export interface GradientOptions {
  readonly initial?: number
  readonly min?: number
  readonly max?: number
  /** The median may grow to so many times the baseline before the limit shrinks. */
  readonly tolerance?: number
  /** A decision takes so much time … */
  readonly windowMs?: number
  /** … and so many calls. */
  readonly windowCalls?: number
  /** Under load without end the baseline is measured anew this often. */
  readonly measureEveryMs?: number
}

export const gradientDefaults = Object.freeze({
  initial: 20,
  min: 3,
  max: 1_000,
  tolerance: 1.5,
  windowMs: 100,
  windowCalls: 30,
  measureEveryMs: 10_000,
})

const rules: OptionRules<GradientOptions> = {
  ...boundRules,
  tolerance: ['above 1', (value) => isFrom(value, 1) && value > 1],
  measureEveryMs: span,
}

/**
 * A limit that follows the latency (after Envoy's gradient controller): after each window it goes half the way to limit × tolerance × baseline / median + √limit.
 *
 * The baseline is the median without a queue. While the callee has room every window measures it. Under load it is measured by a dip:
 * for a few dozen calls the limit gives way to about two thirds of what the callee seems to hold, and those calls find no queue.
 * A limit that has shrunk by a third is a reason to look again early: the callee may have become slower rather than fuller.
 */
export const gradient = (options: GradientOptions = {}): Limit =>
  new Gradient(checkOptions('gradient', rules, options, gradientDefaults))

// calls whose median is the baseline, measured in a dip
const cohort = 60
// windows this far below the limit find no queue of our making
const calmShare = 0.5
const dropsShare = 0.1

class Gradient implements Limit {
  readonly kind = 'gradient'
  readonly #options: Required<GradientOptions>
  readonly #window: LimitWindow
  #limit: number
  #baseline = 0
  #measuredAt = 0
  #limitThen: number
  #dip: Dip | undefined
  #dips = 0

  constructor(options: Required<GradientOptions>) {
    this.#options = options
    this.#limit = this.#limitThen = options.initial
    this.#window = new LimitWindow(options.windowMs, options.windowCalls)
  }

  get current(): number {
    const dip = this.#dip
    return dip === undefined || dip.admitted >= cohort ? this.#limit : dip.limit
  }

  look(now: number): void {
    if (this.#dip !== undefined && now >= this.#dip.until) this.#dip = undefined
  }

  began(inFlight: number, now: number): number {
    this.look(now)
    const dip = this.#dip
    if (dip === undefined) return 0
    if (inFlight <= dip.limit && dip.admitted < cohort) {
      dip.admitted++
      return dip.mark
    }
    return 0
  }

  ended(sample: LimitSample, now: number): void {
    const dip = this.#dip
    if (dip !== undefined && sample.mark === dip.mark) {
      dip.ended++
      if (!sample.isDrop) dip.durations.add(sample.ms)
      if (dip.ended >= cohort) this.#measured(dip.durations, now)
    }
    // the calls of a dip say nothing about the limit outside it
    if (dip === undefined && this.#window.add(sample, now)) this.#decide(now)
  }

  snapshot(): object {
    return {
      kind: this.kind,
      limit: this.#limit,
      baselineMs: this.#baseline,
      isMeasuring: this.#dip !== undefined,
      measurements: this.#dips,
    }
  }

  #decide(now: number): void {
    const window = this.#window
    const median = window.durations.percentile(0.5)
    const isDropping = window.drops >= dropsShare * window.calls
    const isCalm = window.inFlight <= calmShare * this.#limit
    if (median > 0) this.#learn(median, isCalm, now)
    // half the way: the median of one window is noisy, and below what the callee can do every call counts
    this.#limit += (this.#next(median, isDropping) - this.#limit) / 2
    window.clear()
    if (!isCalm && this.#isDue(now)) this.#measure(median, now)
  }

  #learn(median: number, isCalm: boolean, now: number): void {
    if (this.#baseline === 0) this.#setBaseline(median, now)
    else if (isCalm || median < this.#baseline) {
      this.#setBaseline(this.#baseline + smoothing * (median - this.#baseline), now)
    }
  }

  #setBaseline(ms: number, now: number): void {
    this.#baseline = ms
    this.#measuredAt = now
    this.#limitThen = this.#limit
  }

  #next(median: number, isDropping: boolean): number {
    const { min, max, tolerance } = this.#options
    const limit = this.#limit
    if (isDropping) return Math.max(min, limit * 0.9)
    if (median === 0) return limit
    const gradient = Math.max(0.5, Math.min(2, (tolerance * this.#baseline) / median))
    const next = Math.min(max, Math.max(min, limit * gradient + Math.sqrt(limit)))
    // calls that never needed the limit are no evidence for a higher one
    return next > limit && this.#window.inFlight * 2 < limit ? limit : next
  }

  #isDue(now: number): boolean {
    const { measureEveryMs } = this.#options
    const since = now - this.#measuredAt
    const hasShrunk = this.#limit < (2 / 3) * this.#limitThen
    return since >= (hasShrunk ? measureEveryMs / 10 : measureEveryMs)
  }

  #measure(median: number, now: number): void {
    const share = Math.max(0.5, Math.min(1, this.#baseline / median)) * (2 / 3)
    const limit = Math.max(this.#options.min, Math.floor(this.#limit * share))
    const until = now + Math.max(1_000, 20 * median)
    this.#dips++
    this.#dip = {
      mark: this.#dips,
      limit,
      until,
      admitted: 0,
      ended: 0,
      durations: new LogHistogram(),
    }
    this.#measuredAt = now
    this.#limitThen = this.#limit
  }

  #measured(durations: LogHistogram, now: number): void {
    this.#dip = undefined
    if (durations.count < cohort / 2) return
    const median = durations.percentile(0.5)
    const ratio = median / this.#baseline
    // far from what was known it is news, near it is noise
    const isNews = ratio > 1.5 || ratio < 1 / 1.5
    this.#setBaseline(isNews ? median : (this.#baseline + median) / 2, now)
  }
}

const smoothing = 0.2

interface Dip {
  readonly mark: number
  readonly limit: number
  /** Without traffic enough to end it, it is given up. */
  readonly until: number
  admitted: number
  ended: number
  readonly durations: LogHistogram
}
