import {
  checkOptions,
  isFrom,
  type OptionRules,
  properRate,
  type Rule,
  span,
  wholeFrom,
} from '../check-option.ts'
import type { Limit, LimitSample } from './limit.ts'
import { LimitWindow } from './limit-window.ts'

export interface AimdOptions {
  readonly initial?: number
  readonly min?: number
  readonly max?: number
  /** A call that took longer counts as dropped. */
  readonly dropAfterMs?: number
  /** What is left of the limit after a window with a drop in it. */
  readonly backoff?: number
  /** A decision takes so much time … */
  readonly windowMs?: number
  /** … and so many calls. */
  readonly windowCalls?: number
}

export const aimdDefaults = Object.freeze({
  initial: 20,
  min: 1,
  max: 1_000,
  dropAfterMs: Number.POSITIVE_INFINITY,
  backoff: 0.9,
  windowMs: 100,
  windowCalls: 10,
})

/** Of every limit that learns. */
export const boundRules = {
  min: wholeFrom(1),
  max: ['a whole number from min', (value, { min }) => Number.isInteger(value) && value >= min],
  initial: ['from min to max', (value, { min, max }) => isFrom(value, min) && value <= max],
  windowMs: span,
  windowCalls: wholeFrom(1),
} satisfies Record<string, Rule>

const rules: OptionRules<AimdOptions> = { ...boundRules, dropAfterMs: span, backoff: properRate }

/** One more call after each window that needed the limit, a share less after one with a drop in it (additive increase, multiplicative decrease; Chiu and Jain, 1989). For callees that say no, or too late, when they are full. */
export const aimd = (options: AimdOptions = {}): Limit =>
  new Aimd(checkOptions('aimd', rules, options, aimdDefaults))

class Aimd implements Limit {
  readonly kind = 'aimd'
  current: number
  readonly #options: Required<AimdOptions>
  readonly #window: LimitWindow

  constructor(options: Required<AimdOptions>) {
    this.#options = options
    this.current = options.initial
    this.#window = new LimitWindow(options.windowMs, options.windowCalls)
  }

  began(): number {
    return 0
  }

  ended(sample: LimitSample, now: number): void {
    const { min, max, backoff, dropAfterMs } = this.#options
    const isDrop = sample.isDrop || sample.ms > dropAfterMs
    if (!this.#window.add({ ...sample, isDrop }, now)) return
    if (this.#window.drops > 0) this.current = Math.max(min, this.current * backoff)
    // calls that never needed the limit are no evidence for a higher one
    else if (this.#window.inFlight * 2 >= this.current)
      this.current = Math.min(max, this.current + 1)
    this.#window.clear()
  }

  snapshot(): object {
    return { kind: this.kind, limit: this.current }
  }
}
