import type { Clock } from './clock.ts'

// what a timer can hold, 25 days: a longer one would fire at once
const longestMs = 2 ** 31 - 1
const tickMs = 5

let ticker: ReturnType<typeof setInterval> | undefined
let tickedAt = 0
let isAsked = false

/** Keeps the time while somebody asks for it, and stops when for a whole tick nobody has. */
function tick(): void {
  tickedAt = performance.now()
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
  // reading the clock costs as much as a whole call through a breaker, so a timer reads it for all.
  // It lags behind a loop that is stalled, and that is right: a callee is not slow because we were
  recent() {
    isAsked = true
    if (ticker === undefined) {
      tickedAt = performance.now()
      ticker = setInterval(tick, tickMs)
      ;(ticker as { unref?(): void }).unref?.()
    }
    return tickedAt
  },
}

/** The machine's chance: it spreads waits, nothing secret depends on it. */
export const systemRandom = Math.random

/** Resolves once everything that was ready to run has run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
