import {
  checkOptions,
  finiteSpan,
  isFrom,
  type OptionRules,
  properRate,
  task,
  text,
  wholeFrom,
} from '../check-option.ts'
import type { Classify } from '../outcome.ts'

export interface ThrottleOptions {
  /** In errors and snapshots: what is called. */
  readonly name: string
  /** Begins to refuse when it has asked this many times as often as it was accepted. Lower refuses earlier. */
  readonly k?: number
  readonly windowMs?: number
  /** Never refuses more than this share, so that it learns of a recovery. */
  readonly maxRefusal?: number
  /** Fewer calls in the window than this are no evidence. Choose it above the calls you have in flight after a silence. */
  readonly minimumCalls?: number
  /** How `run` judges an outcome. A success, slow or not, was accepted; an ignored one is taken out of the count. */
  readonly classify?: Classify
}

export const throttleDefaults = Object.freeze({
  k: 2,
  windowMs: 120_000,
  maxRefusal: 0.9,
  minimumCalls: 20,
})

export type CheckedThrottle = Required<Omit<ThrottleOptions, 'classify'>>

const rules: OptionRules<ThrottleOptions> = {
  name: text,
  k: ['finite, 1 or more', (value) => isFrom(value, 1) && Number.isFinite(value)],
  windowMs: finiteSpan,
  maxRefusal: properRate,
  minimumCalls: wholeFrom(0),
  classify: task,
}

/** Options with their defaults; throws a RangeError that names the one out of range. */
export const checkThrottleOptions = (options: ThrottleOptions): CheckedThrottle =>
  checkOptions(`throttle ${options.name}`, rules, options, throttleDefaults)
