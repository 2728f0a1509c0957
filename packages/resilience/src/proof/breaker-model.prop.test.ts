import { expect, test } from 'vitest'
import { checkSequence, type Seen } from './breaker-drive.ts'
import { drawSequence } from './breaker-steps.ts'

test('fifty thousand random steps: state, permits, gauges and trips are those of the model', () => {
  const seen: Seen = new Map()
  for (let seed = 1; seed <= 250; seed++) checkSequence(drawSequence(seed, 200), seen)
  for (const what of everything) expect([what, seen.get(what) ?? 0]).not.toEqual([what, 0])
})

/** What a slice must have gone through, or it proves nothing. */
const everything = [
  ...['closed', 'open', 'half-open'],
  ...['automatic', 'forced open', 'forced closed', 'disabled', 'shadow'],
  ...['failure rate', 'slow rate', 'calls in a row'],
  ...['probes failed', 'probes slow', 'probe hung', 'forced'],
]
