import { seededRandom } from '@watertight/ports'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { restartDelay } from './restart-delay.ts'

test('a restart waits between half of 100 ms doubled per failure, at most 5 s, and all of it', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(), (failures, seed) => {
      const whole = Math.min(5_000, 100 * 2 ** failures)
      const delay = restartDelay(failures, seededRandom(seed))
      expect(delay).toBeGreaterThanOrEqual(whole / 2)
      expect(delay).toBeLessThanOrEqual(whole)
    }),
  )
})
