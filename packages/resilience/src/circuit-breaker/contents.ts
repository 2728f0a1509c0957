import {
  type Counts,
  CountWindow,
  failed,
  perWord,
  slow,
  TimeWindow,
  type Window,
} from './window.ts'

/** Calls that are alike to a window, to be counted again in another: after a restart, or when the window changes. */
export interface Counted extends Counts {
  readonly agoMs: number
}

/** What a window holds, oldest first. */
export function contentsOf(window: Window, now: number): Counted[] {
  if (window instanceof CountWindow) return ofCalls(window)
  return window instanceof TimeWindow ? ofTime(window, now) : ofRow(window)
}

function ofCalls({ calls, size, next, ring }: CountWindow): Counted[] {
  const runs: { bits: number; calls: number }[] = []
  const first = calls < size ? 0 : next
  for (let i = 0; i < calls; i++) {
    const at = (first + i) % size
    const word = ring[Math.floor(at / perWord)] as number
    const bits = (word >> ((at % perWord) << 1)) & 3
    const last = runs.at(-1)
    if (last?.bits === bits) last.calls++
    else runs.push({ bits, calls: 1 })
  }
  return runs.map(({ bits, calls }) => ({
    agoMs: 0,
    calls,
    failures: bits & failed ? calls : 0,
    slow: bits & slow ? calls : 0,
  }))
}

function ofTime(window: TimeWindow, now: number): Counted[] {
  const all: Counted[] = []
  window.advance(now)
  for (let i = window.buckets - 1; i >= 0; i--) {
    const index = window.head - i
    const at = window.at(index)
    const [calls = 0, failures = 0, slow = 0] = window.ring.slice(at, at + 3)
    // the middle of the bucket lands in it again, whatever the new clock's beginning
    const agoMs = Math.max(0, now - (index + 0.5) * window.width)
    if (calls > 0) all.push({ agoMs, calls, failures, slow })
  }
  return all
}

function ofRow({ calls, failures, slow }: Counts): Counted[] {
  // none was good, so it is known how many were both
  const both = failures + slow - calls
  return [
    { agoMs: 0, calls: both, failures: both, slow: both },
    { agoMs: 0, calls: failures - both, failures: failures - both, slow: 0 },
    { agoMs: 0, calls: slow - both, failures: 0, slow: slow - both },
  ].filter((group) => group.calls > 0)
}

/** Counts again what another window held. Within a group the failures go first: what is not known must not look like a row at the end. */
export function recount(window: Window, contents: readonly Counted[], now: number): void {
  for (const { agoMs, calls, failures, slow: late } of contents)
    for (let i = 0; i < calls; i++)
      window.record((i < failures ? failed : 0) | (i < late ? slow : 0), now - agoMs)
}
