import { isRefusal, type Money } from '@watertight/domain'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, toPercent } from '../number/ratio.ts'
import { schedule } from '../schedule/schedule.ts'
import { eur, must, series, usd } from '../test-kit/values.ts'
import { aprc, datedAprc, type EuFlow } from './aprc.ts'
import { euInterval } from './time-interval.ts'

const drawdown = (amount: string, months = 0): EuFlow => ({
  ...{ type: 'drawdown', amount: eur(amount), at: { months } },
})
const payment = (amount: string, at: EuFlow['at'], count = 1): EuFlow => ({
  ...{ type: 'payment', amount: eur(amount), at, count },
})
const percentOf = (...flows: readonly EuFlow[]) => {
  const rate = aprc(flows)
  return isRefusal(rate) ? rate.refused : toPercent(rate, 4)
}

describe('the annual percentage rate of charge', () => {
  it.each<[string, string, readonly EuFlow[]]>([
    ['a year', '10.0000', [drawdown('1000'), payment('1100', { years: 1 })]],
    ['fifty-two weeks are a year', '10.0000', [drawdown('1000'), payment('1100', { weeks: 52 })]],
    [
      '366 days of a leap year are one',
      '10.0000',
      [drawdown('1000'), payment('1100', { days: 366, yearDays: 366 })],
    ],
    [
      'half a year, interest on interest',
      '21.0000',
      [drawdown('1000'), payment('1100', { months: 6 })],
    ],
    ['a month', '213.8428', [drawdown('1000'), payment('1100', { months: 1 })]],
    ['a rate of zero', '0.0000', [drawdown('1000'), payment('100', { months: 1 }, 10)]],
    ['less repaid than drawn down', '-19.0000', [drawdown('1000'), payment('900', { months: 6 })]],
    [
      'a cost a year before the drawdown',
      '10.0000',
      [payment('100', { years: -1 }), drawdown('1000'), payment('979', { years: 1 })],
    ],
    [
      'several drawdowns',
      '10.0000',
      [drawdown('1000'), drawdown('1000', 12), payment('2310', { years: 2 })],
    ],
    [
      'a tenth on top for a day',
      '128330558031335169.6899',
      [drawdown('1000'), payment('1100', { days: 1 })],
    ],
  ])('%s', (_, percent, flows) => {
    expect(percentOf(...flows)).toBe(percent)
  })

  it.each<[string, readonly EuFlow[]]>([
    ['NoRate', [drawdown('1000')]],
    ['NoRate', [drawdown('1000'), payment('1100', { months: 0 })]],
    ['NoRate', [drawdown('1000'), payment('2000', { days: 1 })]],
    ['AmountNegative', [drawdown('-1000'), payment('1100', { years: 1 })]],
    ['CurrenciesMixed', [drawdown('1000'), { ...payment('1', { years: 1 }), amount: usd('1100') }]],
    ['TimeInvalid', [drawdown('1000'), payment('1100', { months: 1.5 })]],
    ['TimeInvalid', [drawdown('1000'), payment('1100', { days: 1, yearDays: 0 })]],
    ['TimeInvalid', [drawdown('1000'), payment('1100', { months: Number.NaN })]],
    ['TimeInvalid', [drawdown('1000'), payment('1100', { years: 1_000_000_000 })]],
    ['CountInvalid', [drawdown('1000'), payment('1100', { years: 1 }, 0)]],
    ['CountInvalid', [drawdown('1000'), payment('1100', { years: 1 }, 1e9)]],
  ])('is refused as %s', (code, flows) => {
    expect(percentOf(...flows)).toBe(code)
  })

  it('solves the equation of annex I with powers of fractions of a year in 60 digits', () => {
    const D = Decimal.clone({ precision: 60 })
    const at = fc.record({
      months: fc.integer({ min: 1, max: 360 }),
      weeks: fc.integer({ min: 0, max: 51 }),
      days: fc.integer({ min: 0, max: 365 }),
      yearDays: fc.constantFrom(365, 366),
    })
    const cents = fc.integer({ min: 1, max: 1_000_000 })
    const payments = fc.array(fc.tuple(cents, at), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.integer({ min: 10_000, max: 1_000_000 }), payments, (lent, paid) => {
        const flows = [
          drawdown((lent / 100).toFixed(2)),
          ...paid.map(([minor, time]) => payment((minor / 100).toFixed(2), time)),
        ]
        const { numerator, denominator } = must(aprc(flows))
        const rate = new D(`${numerator}`).div(`${denominator}`)
        const difference = (rate: Decimal) =>
          paid.reduce((sum, [minor, { months, weeks, days, yearDays }]) => {
            const years = new D(months)
              .div(12)
              .plus(new D(weeks).div(52))
              .plus(new D(days).div(yearDays))
            return sum.plus(new D(minor).div(rate.plus(1).pow(years)))
          }, new D(-lent))
        const step = rate.plus(1).times('1e-16')
        expect(difference(rate.minus(step)).isPositive()).toBe(true)
        expect(difference(rate.plus(step)).isNegative()).toBe(true)
      }),
      { numRuns: 25 },
    )
  })
})

describe('for random loans', () => {
  const loan = fc.record({
    // so large that a cent is nothing
    amount: fc.integer({ min: 1, max: 1_000_000 }).map((it) => eur(it).times(10n ** 15n)),
    thousandths: fc.integer({ min: 1, max: 40_000 }),
    payments: fc.integer({ min: 1, max: 240 }),
  })
  const rateOf = (amount: Money, thousandths: number, payments: number, fee: Money) => {
    const stages = [
      { pays: 'level' as const, payments, ratePercent: (thousandths / 1000).toFixed(3) },
    ]
    const terms = { amount, calendar: { perYear: 12 }, stages }
    const { rows } = must(schedule({ ...terms, rounding: 'each-payment' }))
    return must(
      aprc([
        { type: 'drawdown', amount, at: { months: 0 } },
        { type: 'payment', amount: fee, at: { months: 0 } },
        ...rows.map((row) => ({
          ...{ type: 'payment' as const, amount: row.payment, at: { months: row.number } },
        })),
      ]),
    )
  }

  it('without costs it is the note rate, compounded each month, within 1e-9 points', () => {
    const D = Decimal.clone({ precision: 40 })
    fc.assert(
      fc.property(loan, ({ amount, thousandths, payments }) => {
        const { numerator, denominator } = rateOf(amount, thousandths, payments, eur('0'))
        const compounded = new D(thousandths).div(1_200_000).plus(1).pow(12).minus(1)
        const off = new D(`${numerator}`).div(`${denominator}`).minus(compounded).times(100).abs()
        expect(off.lessThan('1e-9')).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  it('it grows with every cost', () => {
    fc.assert(
      fc.property(
        loan,
        fc.integer({ min: 1, max: 40 }),
        ({ amount, thousandths, payments }, fee) => {
          const rate = (percent: number) =>
            rateOf(amount, thousandths, payments, amount.timesRatio(percent, 100, 'down'))
          expect(compare(rate(fee - 1), rate(fee))).toBe(-1)
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('the time between two days', () => {
  it.each([
    ['whole months', '2023-01-31', '2023-03-31', 'month', 2, 0, 365],
    ['back to the last of a shorter month', '2023-02-28', '2023-03-31', 'month', 1, 0, 365],
    ['a stub that ends on a leap day', '2012-02-26', '2012-03-29', 'month', 1, 3, 366],
    ['weeks', '2023-01-01', '2023-01-18', 'week', 2, 3, 365],
    ['days alone', '2023-01-01', '2023-03-01', 'day', 0, 59, 365],
    ['a payment before the drawdown', '2023-03-15', '2023-01-12', 'month', -2, -3, 365],
    ['the same day', '2023-03-15', '2023-03-15', 'month', 0, 0, 365],
  ] as const)('%s', (_, from, to, unit, periods, days, yearDays) => {
    expect(euInterval(from, to, unit)).toMatchObject({ periods, days, yearDays })
  })

  it('is refused for a day that never was', () => {
    expect(euInterval('2023-02-29', '2023-03-15', 'month')).toMatchObject({
      refused: 'DateImpossible',
    })
  })
})

describe('a credit told by its days', () => {
  it('is the same as told by its times: example 2, monthly on the 15th after the 12th', () => {
    const credit = {
      drawdowns: [{ on: '2012-01-12', amount: eur('200000') }],
      payments: [
        { on: '2012-01-12', amount: eur('4000') },
        ...series('2012-02-15', 240, { months: 1 }, eur('1433.57')),
      ],
      unit: 'month' as const,
    }
    expect(toPercent(must(datedAprc(credit)), 6)).toBe('6.434185')
  })

  it('without a drawdown has no rate', () => {
    expect(datedAprc({ drawdowns: [], payments: [], unit: 'month' })).toMatchObject({
      refused: 'NoRate',
    })
  })
})
