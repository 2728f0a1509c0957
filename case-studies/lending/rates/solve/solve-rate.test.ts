import { isRefusal } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { toRatio } from '../number/fixed.ts'
import { readRatio, toPercent } from '../number/ratio.ts'
import { must } from '../test-kit/values.ts'
import type { Flow } from './present-value.ts'
import { solveRate } from './solve-rate.ts'

/** `[minor, periods, fraction]`; advances below zero. */
type Written = readonly [number, number, string?]
const flows = (written: readonly Written[]): Flow[] =>
  written.map(([minor, periods, fraction = '0']) => ({
    minor: BigInt(minor),
    periods,
    fraction: must(readRatio(fraction)),
  }))
const rateOf = (...written: readonly Written[]) => {
  const rate = solveRate(flows(written))
  return isRefusal(rate) ? rate.refused : toPercent(toRatio(rate), 6)
}

describe('the rate of a period', () => {
  it.each<[string, string, readonly Written[]]>([
    [
      'one payment',
      '10.000000',
      [
        [-100, 0],
        [110, 1],
      ],
    ],
    [
      'one payment after two periods',
      '10.000000',
      [
        [-100, 0],
        [121, 2],
      ],
    ],
    [
      'nothing on top is a rate of exactly zero',
      '0.000000',
      [
        [-100, 0],
        [50, 1],
        [50, 2],
      ],
    ],
    [
      'less repaid than lent',
      '-10.000000',
      [
        [-100, 0],
        [90, 1],
      ],
    ],
    [
      'hardly anything repaid',
      '-99.000000',
      [
        [-100, 0],
        [1, 1],
      ],
    ],
    [
      'within a part of a period, by simple interest',
      '20.000000',
      [
        [-100, 0],
        [110, 0, '1/2'],
      ],
    ],
    [
      'a very high rate',
      '999900.000000',
      [
        [-1, 0],
        [10_000, 1],
      ],
    ],
    [
      'a very high rate over a year of days',
      '1.269683',
      [
        [-1, 0],
        [100, 365],
      ],
    ],
    [
      'several advances',
      '10.000000',
      [
        [-100, 0],
        [-100, 1],
        [231, 2],
      ],
    ],
    [
      'an advance after the first payments',
      '10.000000',
      [
        [-1000, 0],
        [600, 1],
        [-500, 2],
        [1155, 3],
      ],
    ],
    [
      'time before the first advance',
      '10.000000',
      [
        [-100, -3],
        [110, -2],
      ],
    ],
    [
      'a fee one period ahead',
      '10.000000',
      [
        [100, -1],
        [-1000, 0],
        [979, 1],
      ],
    ],
    [
      'an advance and a payment of the same day',
      '10.000000',
      [
        [-150, 0],
        [50, 0],
        [110, 1],
      ],
    ],
  ])('%s', (_, rate, written) => {
    expect(rateOf(...written)).toBe(rate)
  })

  it('is exactly zero where nothing is paid on top, and right to thirty digits elsewhere', () => {
    expect(
      solveRate(
        flows([
          [-300, 0],
          [100, 1],
          [100, 2],
          [100, 3],
        ]),
      ),
    ).toBe(0n)
    // 1.1² = 1.21: the root is the decimal 0.1
    const rate = toRatio(
      must(
        solveRate(
          flows([
            [-100, 0],
            [121, 2],
          ]),
        ),
      ),
    )
    expect(toPercent(rate, 28)).toBe('10.0000000000000000000000000000')
  })

  it('takes two hundred thousand flows as it takes their sums', () => {
    const one = { periods: 0, fraction: must(readRatio('0')) }
    const many: Flow[] = Array.from({ length: 200_000 }, (_, index) => ({
      ...{ ...one, minor: 1n, periods: (index % 100) + 1 },
    }))
    const advance: Flow = { ...one, minor: -100_000n }
    const sums = Array.from({ length: 100 }, (_, index): Written => [2_000, index + 1])
    expect(solveRate([advance, ...many])).toBe(solveRate(flows([[-100_000, 0], ...sums])))
  })

  it('does not depend on the order in which flows are told', () => {
    const written: Written[] = [
      [-900, 0],
      [500, 2],
      [300, 1],
      [250, 3, '1/3'],
      [-10, 1],
    ]
    expect(rateOf(...written.toReversed())).toBe(rateOf(...written))
  })

  it('takes an equal series and the same payments one by one as the same', () => {
    const series = Array.from({ length: 360 }, (_, index): Written => [600, index + 1])
    const split = series.flatMap(([minor, at]): Written[] => [
      [minor - (at % 7), at],
      [at % 7, at],
    ])
    expect(rateOf([-100_000, 0], ...split)).toBe(rateOf([-100_000, 0], ...series))
  })
})

describe('no rate, or more than one', () => {
  it.each<[string, string, readonly Written[]]>([
    ['NoRate', 'nothing is repaid', [[-100, 0]]],
    [
      'NoRate',
      'nothing is lent',
      [
        [100, 1],
        [20, 2],
      ],
    ],
    [
      'NoRate',
      'one payment, on the day of the advance',
      [
        [-100, 0],
        [110, 0],
      ],
    ],
    [
      'NoRate',
      'it is repaid before it is lent',
      [
        [100, 0],
        [-100, 1],
      ],
    ],
    [
      'NoRate',
      'a fee ahead that no rate makes good',
      [
        [1000, 0],
        [-100, 1],
        [100, 2],
      ],
    ],
    [
      'SeveralRates',
      'all cancels out',
      [
        [-100, 0],
        [100, 0],
      ],
    ],
    [
      'SeveralRates',
      '25 % and 400 %',
      [
        [-1600, 0],
        [10_000, 1],
        [-10_000, 2],
      ],
    ],
    [
      'SeveralRates',
      '10 %, 20 % and 30 %',
      [
        [-1000, 0],
        [3600, 1],
        [-4310, 2],
        [1716, 3],
      ],
    ],
  ])('%s: %s', (code, _, written) => {
    expect(rateOf(...written)).toBe(code)
  })

  it('tells why, and what to look at', () => {
    const answer = solveRate(
      flows([
        [-1000, 0],
        [3600, 1],
        [-4310, 2],
        [1716, 3],
      ]),
    )
    expect(isRefusal(answer) && answer.because).toContain('check the order and the amounts')
  })

  it('holds a rate of −100 % and lower for none', () => {
    expect(rateOf([-100, 0, '0'], [0, 1])).toBe('NoRate')
    expect(
      must(
        solveRate(
          flows([
            [-1_000_000, 0],
            [1, 1],
          ]),
        ),
      ),
    ).toBeLessThan(0n)
  })
})
