import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CountWindow, TimeWindow, type Window } from './window.ts'

const bits = fc.integer({ min: 0, max: 3 })
const figures = ({ calls, failures, slow }: Window) => ({ calls, failures, slow })
const count = (kept: readonly number[]) => ({
  calls: kept.length,
  failures: kept.filter((b) => b & 1).length,
  slow: kept.filter((b) => b & 2).length,
})

test('a window of calls holds exactly the last ones', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(bits, { maxLength: 100 }),
      (size, all) => {
        const window = new CountWindow(size)
        all.forEach((b, i) => {
          window.record(b)
          expect(figures(window)).toEqual(count(all.slice(Math.max(0, i + 1 - size), i + 1)))
        })
        window.clear()
        expect(figures(window)).toEqual(count([]))
      },
    ),
  )
})

test('a window of time holds exactly the calls of its buckets, after any silence', () => {
  const step = fc.record({
    gap: fc.oneof(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 5000 })),
    bits: fc.option(bits),
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.array(step, { maxLength: 80 }),
      (buckets, start, steps) => {
        const window = new TimeWindow(100 * buckets, buckets)
        const all: { bucket: number; bits: number }[] = []
        let now = start
        for (const { gap, bits } of steps) {
          now += gap
          const bucket = Math.floor(now / 100)
          if (bits === null) window.advance(now)
          else {
            window.record(bits, now)
            all.push({ bucket, bits })
          }
          const kept = all.filter((one) => one.bucket > bucket - buckets).map((one) => one.bits)
          expect(figures(window)).toEqual(count(kept))
        }
      },
    ),
  )
})
