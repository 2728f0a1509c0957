import type { Clock } from './clock.ts'

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms)
    return { cancel: () => clearTimeout(timer) }
  },
}

/** The machine's chance: it spreads waits, nothing secret depends on it. */
export const systemRandom = Math.random

/** Resolves once everything that was ready to run has run. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
