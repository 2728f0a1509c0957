import type { Clock } from './clock.ts'

// what a timer can hold, 25 days: a longer one would fire at once
const longestMs = 2 ** 31 - 1
const tickMs = 5
const stallsKept = 64

let ticker: ReturnType<typeof setInterval> | undefined
let tickedAt = 0
let isAsked = false
/** From the tick before the process stood still to the one after. */
const stalls = new Map<number, number>()

/** Keeps the time while somebody asks for it, and stops when for a whole tick nobody has. */
function tick(): void {
  const now = performance.now()
  if (now - tickedAt > 2 * tickMs) {
    stalls.set(tickedAt, now)
    if (stalls.size > stallsKept) stalls.delete(stalls.keys().next().value as number)
  }
  tickedAt = now
  if (!isAsked && ticker !== undefined) {
    clearInterval(ticker)
    ticker = undefined
  }
  isAsked = false
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, Math.min(ms, longestMs))
    return {
      cancel: () => clearTimeout(timer),
      // a browser's timer is a number
      unref: () => void (timer as { unref?(): void }).unref?.(),
    }
  },
  // reading the clock costs half as much as a whole call through a breaker, so a timer reads it for all
  recent() {
    isAsked = true
    if (ticker === undefined) {
      tickedAt = performance.now()
      ticker = setInterval(tick, tickMs)
      ;(ticker as { unref?(): void }).unref?.()
    }
    return tickedAt
  },
  latest(time) {
    if (time === tickedAt && ticker !== undefined) tick()
    return stalls.get(time) ?? time
  },
}

/** The machine's chance: it spreads waits, nothing secret depends on it. */
export const systemRandom = Math.random

type Later = (task: () => void) => unknown

/** Resolves once everything that was ready to run has run. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    // a browser has no setImmediate, and its shortest timer takes a millisecond or more
    const { setImmediate: later = setTimeout as Later } = globalThis as { setImmediate?: Later }
    later(resolve)
  })
