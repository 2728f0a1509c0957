import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rateLimiter } from './rate-limiter.ts'

/** By the definition: in the time from any turn to this one there are at most `burst` turns and one for each interval that has passed. */
function isFree(turns: readonly number[], at: number, burst: number, intervalMs: number): boolean {
  return turns.every((turn, i) => turns.length - i + 1 <= burst + (at - turn) / intervalMs)
}

test('gives each call the first turn that the plain list of turns leaves free', () => {
  const ask = fc.record({
    gap: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 500 })),
    maxWaitMs: fc.constantFrom(0, 0, 15, 100),
  })
  fc.assert(
    fc.property(
      fc.array(ask, { maxLength: 80 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 40 }),
      (asks, burst, intervalMs) => {
        let now = 0
        const clock = { now: () => now, after: () => ({ cancel() {} }) }
        const options = { name: 'r', limit: 1, perMs: intervalMs, burst }
        const limiter = rateLimiter(options, { clock })
        const turns: number[] = []
        for (const { gap, maxWaitMs } of asks) {
          now += gap
          let at = Math.max(now, turns.at(-1) ?? 0)
          while (!isFree(turns, at, burst, intervalMs)) at++
          const waitMs = at - now
          expect(limiter.reserve({ maxWaitMs })).toEqual(
            waitMs <= maxWaitMs
              ? { isGranted: true, waitMs }
              : { isGranted: false, retryAfterMs: waitMs - maxWaitMs },
          )
          if (waitMs <= maxWaitMs) turns.push(at)
        }
      },
    ),
  )
})
