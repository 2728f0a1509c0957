import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retryBudget } from './retry-budget.ts'

type Step = 'begin' | 'end' | 'extra' | 'end extra' | number

const steps = fc.array(
  fc.oneof(
    fc.constantFrom<Step>('begin', 'begin', 'end', 'extra', 'extra', 'end extra'),
    fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 30_000 })),
  ),
  { maxLength: 200 },
)

test('decides as a plain list of calls and extra attempts does', () => {
  fc.assert(
    fc.property(
      steps,
      fc.constantFrom(0, 0.1, 0.5),
      fc.constantFrom(0, 0.3, 1),
      fc.integer({ min: 0, max: 4 }),
      (all, ratio, perSecond, concurrencyFloor) => {
        let now = 0
        const clock = { now: () => now, after: () => ({ cancel() {} }) }
        const options = { name: 'b', ratio, perSecond, concurrencyFloor, windowMs: 5000 }
        const budget = retryBudget({ ...options, concurrencyRatio: 0.25 }, { clock })
        const earned: number[] = []
        const spent: number[] = []
        let calls = 0
        let extras = 0
        // a window of ten buckets of 500 ms holds the current one and the nine before
        const kept = (times: number[]) =>
          times.filter((at) => Math.floor(at / 500) > Math.floor(now / 500) - 10).length
        for (const step of all) {
          if (typeof step === 'number') now += step
          else if (step === 'begin') {
            earned.push(now)
            calls++
            budget.deposit()
          } else if (step === 'end' && calls > 0) {
            calls--
            budget.endCall()
          } else if (step === 'end extra' && extras > 0) {
            extras--
            budget.endExtra()
          } else if (step === 'extra') {
            const hasToken = ratio * kept(earned) + perSecond * 5 - kept(spent) >= 1
            const hasPlace = extras < Math.max(concurrencyFloor, 0.25 * calls)
            expect(budget.tryWithdraw()).toBe(hasToken && hasPlace)
            if (!hasToken || !hasPlace) continue
            spent.push(now)
            extras++
          }
          expect(budget.snapshot()).toMatchObject({ calls, extras })
        }
      },
    ),
  )
})
