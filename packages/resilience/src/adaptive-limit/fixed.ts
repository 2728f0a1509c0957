import { checkOption, wholeFrom } from '../check-option.ts'
import type { Limit } from './limit.ts'

/** A limit that learns nothing: to compare with, or to switch learning off. */
export function fixed(limit: number): Limit {
  checkOption('fixed', 'limit', limit, wholeFrom(1))
  return {
    kind: 'fixed',
    current: limit,
    began: () => 0,
    ended: () => {},
    snapshot: () => ({ kind: 'fixed', limit }),
  }
}
