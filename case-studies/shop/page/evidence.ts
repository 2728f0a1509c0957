import type { BreakerState, Judged } from '../gateway/live-state.ts'

/** The calls a breaker judges by. */
export interface Evidence {
  readonly title: string
  readonly judged: Judged
  /** Calls that are needed for a verdict still to come. */
  readonly places: number
}

/** Closed: the latest calls. Open: those that opened it, for its window is empty then. Half-open: the probes. */
export function evidenceOf({
  state,
  window,
  thresholds,
  probes,
  lastTrip,
}: BreakerState): Evidence {
  const places = thresholds.minimumCalls
  if (state === 'half-open' && probes !== null) {
    const { done, failures, slow, permits } = probes
    return { title: 'probes', judged: { calls: done, failures, slow }, places: permits }
  }
  return state === 'open' && lastTrip !== null
    ? { title: 'calls that opened it', judged: lastTrip, places: 0 }
    : { title: 'latest calls', judged: window, places }
}

export const failureRate = ({ judged }: Evidence): number =>
  judged.calls === 0 ? 0 : judged.failures / judged.calls
