import type { Random } from '@watertight/ports'

export const restartDefaults = Object.freeze({
  firstMs: 100,
  longestMs: 5_000,
  /** A service that was up this long starts again as if it had never failed. */
  healthyMs: 30_000,
})

/** Milliseconds until a service starts again after `failures` failed starts in a row: doubled each time, the upper half of it drawn by chance, so that services that fell together do not start together. */
export function restartDelay(failures: number, random: Pick<Random, 'next'>): number {
  const { firstMs, longestMs } = restartDefaults
  const whole = Math.min(longestMs, firstMs * 2 ** failures)
  return Math.round(whole / 2 + (whole / 2) * random.next())
}
