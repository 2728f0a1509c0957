import { expect, test } from 'vitest'
import { checkSequence } from './breaker-drive.ts'
import { drawSequence } from './breaker-steps.ts'

// short lives begin often, long ones see many openings
test.each([
  [30, 10_000],
  [200, 2_500],
  [2_000, 250],
])(
  'whole sequences of %i steps, %i of them, go as the model',
  { timeout: 300_000 },
  (length, count) => {
    let steps = 0
    for (let seed = 1; seed <= count; seed++) {
      const sequence = drawSequence(length * 100_000 + seed, length)
      checkSequence(sequence)
      steps += sequence.steps.length
    }
    expect(steps).toBe(length * count)
  },
)
