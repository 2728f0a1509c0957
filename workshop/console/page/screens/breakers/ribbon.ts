import type { BreakerView } from '../../../server/views/breaker-view.ts'

/** A stretch of time in one state, as shares of the ribbon from its left end. */
export interface Stretch {
  readonly state: BreakerView['state'] | 'unknown'
  readonly from: number
  readonly to: number
  readonly ms: number
}

/** The last `spanMs` until `now`, without a gap; what was before anybody looked is unknown. */
export function stretches(
  ribbon: BreakerView['ribbon'],
  now: number,
  spanMs: number,
): readonly Stretch[] {
  const begin = now - spanMs
  const turns = [{ at: begin, state: 'unknown' as const }, ...ribbon]
  return turns.flatMap(({ at, state }, i) => {
    const from = Math.max(begin, at)
    const to = Math.min(now, Math.max(begin, turns[i + 1]?.at ?? now))
    return to <= from
      ? []
      : [{ state, from: (from - begin) / spanMs, to: (to - begin) / spanMs, ms: to - from }]
  })
}
