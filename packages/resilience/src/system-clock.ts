import type { Clock } from './clock.ts'

// what a timer can hold, 25 days: a longer one would fire at once
const longestMs = 2 ** 31 - 1

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, Math.min(ms, longestMs))
    return { cancel: () => clearTimeout(timer) }
  },
}

/** The machine's chance: it spreads waits, nothing secret depends on it. */
export const systemRandom = Math.random

/** Resolves once everything that was ready to run has run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
