import { checkKnown, checkOption, isRate, isSpan, isWhole } from '../check-option.ts'
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

/** Options with their defaults; throws a RangeError that names the one out of range. */
export function checkThrottleOptions(options: ThrottleOptions): CheckedThrottle {
  checkKnown(`throttle ${options.name}`, options, [
    'name',
    'classify',
    ...Object.keys(throttleDefaults),
  ])
  const all = { ...throttleDefaults, ...options }
  const check = (option: keyof typeof throttleDefaults, range: string, fits: boolean) =>
    checkOption(`throttle ${all.name}`, option, all[option], range, fits)
  check('k', 'finite, 1 or more', all.k >= 1 && Number.isFinite(all.k))
  check('windowMs', 'finite and above 0', isSpan(all.windowMs) && Number.isFinite(all.windowMs))
  check('maxRefusal', 'above 0 and below 1', isRate(all.maxRefusal) && all.maxRefusal < 1)
  check('minimumCalls', 'a whole number from 0', isWhole(all.minimumCalls, 0))
  return all
}
