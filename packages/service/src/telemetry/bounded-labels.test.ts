import { describe, expect, it } from 'vitest'
import { boundedLabels } from './bounded-labels.ts'

describe('bounded labels', () => {
  it('are known up to a number; the rest is other', () => {
    const label = boundedLabels(2)
    expect(['SeatTaken', 'WT_X', 'Late', 'SeatTaken'].map(label)).toEqual([
      'SeatTaken',
      'WT_X',
      'other',
      'SeatTaken',
    ])
  })

  it.each(['', 'x', 'no name', 'ann@example.org', '4111111111111111', 'A'.repeat(65)])(
    'do not take %j for a name',
    (label) => {
      expect(boundedLabels(9)(label)).toBe('other')
    },
  )
})
