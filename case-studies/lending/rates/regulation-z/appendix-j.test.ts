import { isRefusal, type Money } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { toPercent } from '../number/ratio.ts'
import { must, series, usd } from '../test-kit/values.ts'
import { apr } from './apr.ts'
import { type DatedAmount, datedApr } from './dated-apr.ts'

const lent = (on: string, amount: string) => ({
  begins: on,
  advances: [{ on, amount: usd(amount) }],
})
const dated = (begins: string, amount: string, payments: readonly DatedAmount[]) =>
  must(datedApr({ ...lent(begins, amount), payments }))

describe('the examples of appendix J (c) that are told by days', () => {
  it.each<[string, string, string, readonly DatedAmount[], string, number, string]>([
    [
      '(c)(1)(iii) semimonthly, short first period',
      ...(['1978-02-23', '5000'] as const),
      [
        ...series('1978-03-01', 12, { months: 1 }, usd('219.17')),
        ...series('1978-03-16', 12, { months: 1 }, usd('219.17')),
      ],
      ...(['semimonth', 1, '10.34'] as const),
    ],
    [
      '(c)(1)(v) weekly, long first period',
      ...(['1978-03-20', '500'] as const),
      series('1978-04-21', 30, { days: 7 }, usd('17.60')),
      ...(['week', 1, '14.96'] as const),
    ],
    [
      '(c)(2)(ii) every four weeks, long first period, irregular first payment',
      ...(['1978-03-18', '400'] as const),
      [
        { on: '1978-04-20', amount: usd('39.50') },
        ...series('1978-05-18', 11, { days: 28 }, usd('38.31')),
      ],
      ...(['week', 4, '28.50'] as const),
    ],
    [
      '(c)(3)(ii) every two weeks, short first period, irregular last payment',
      ...(['1978-04-04', '200'] as const),
      [
        ...series('1978-04-12', 19, { days: 14 }, usd('9.50')),
        ...series('1979-01-03', 1, {}, usd('30')),
      ],
      ...(['week', 2, '12.22'] as const),
    ],
    [
      '(c)(4)(ii) every two months, short first period, irregular first and last payment',
      ...(['1978-01-10', '8000'] as const),
      [
        { on: '1978-03-01', amount: usd('449.36') },
        ...series('1978-05-01', 18, { months: 2 }, usd('465')),
        { on: '1981-05-01', amount: usd('200') },
      ],
      ...(['month', 2, '7.30'] as const),
    ],
    [
      '(c)(5)(ii) one payment after six months',
      ...(['1978-07-15', '1000'] as const),
      series('1979-01-15', 1, {}, usd('1044')),
      ...(['month', 6, '8.80'] as const),
    ],
    [
      '(c)(5)(iii) one payment after eighteen months',
      ...(['1978-01-15', '1000'] as const),
      series('1979-07-15', 1, {}, usd('1135.19')),
      ...(['month', 12, '8.76'] as const),
    ],
    [
      '(c)(5)(iv) one payment after two years',
      ...(['1978-01-10', '1000'] as const),
      series('1980-01-10', 1, {}, usd('1240')),
      ...(['month', 12, '11.36'] as const),
    ],
  ])('%s', (_, begins, amount, payments, unit, multiple, printed) => {
    const { apr, unitPeriod, isIrregular } = dated(begins, amount, payments)
    expect(toPercent(apr, 2)).toBe(printed)
    expect(unitPeriod).toMatchObject({ unit, multiple })
    expect(isIrregular).toBe(false)
  })

  it('(c)(6)(ii) payments skipped, and single ones', () => {
    const run = (amount: string, count: number, fullUnitPeriods: number, fraction: string) => ({
      ...{ amount: usd(amount), count, fullUnitPeriods, fraction },
    })
    const payments = [
      ...[run('1000', 3, 6, '12/30'), run('2000', 1, 12, '12/30')],
      ...[run('750', 3, 18, '12/30'), run('1000', 1, 22, '29/30')],
    ]
    const advances = [{ amount: usd('7350'), fullUnitPeriods: 0 }]
    const rate = must(apr({ advances, payments, unitPeriodsPerYear: '12' }))
    expect(toPercent(rate, 2)).toBe('10.22')
  })
})

describe('the unit-period', () => {
  const unitOf = (begins: string, days: readonly string[], amount = usd('260')) => {
    const payments = days.map((on) => ({ on, amount }))
    const { unit, multiple } = dated(begins, '1000', payments).unitPeriod
    return `${multiple} ${unit}`
  }

  it.each([
    [
      'months that end in the last day',
      '2023-01-31',
      '2023-02-28 2023-03-31 2023-04-30 2023-05-31',
      '1 month',
    ],
    [
      'the 30th, in February the last',
      '2023-12-30',
      '2024-01-30 2024-02-29 2024-03-30 2024-04-30',
      '1 month',
    ],
    [
      'the 15th and the last',
      '2023-01-31',
      '2023-02-15 2023-02-28 2023-03-15 2023-03-31',
      '1 semimonth',
    ],
    [
      'four weeks, though some are a month',
      '2023-02-01',
      '2023-03-01 2023-03-29 2023-04-26 2023-05-24',
      '4 week',
    ],
    ['every ten days', '2023-01-01', '2023-01-11 2023-01-21 2023-01-31 2023-02-10', '10 day'],
    [
      'every thirty days, though some are a month',
      '2023-04-01',
      '2023-05-01 2023-05-31 2023-06-30 2023-07-30',
      '30 day',
    ],
    [
      'as many fortnights as months: the shorter',
      '2023-01-01',
      '2023-01-15 2023-01-29 2023-03-01 2023-04-01',
      '2 week',
    ],
    ['years', '2023-01-01', '2024-01-01 2025-01-01 2026-01-01 2027-01-01', '12 month'],
    [
      'longer than a year: a year',
      '2023-01-01',
      '2025-01-01 2027-01-01 2029-01-01 2031-01-01',
      '12 month',
    ],
    [
      'nothing twice: the average, 61 days',
      '2023-01-31',
      '2023-02-28 2023-05-07 2023-07-31',
      '2 month',
    ],
    ['nothing twice: the lower of two as near', '2023-01-01', '2023-01-04 2023-01-20', '1 week'],
  ])('%s', (_, begins, days, unit) => {
    expect(unitOf(begins, days.split(' '))).toBe(unit)
  })

  it('counts intervals between advances too', () => {
    const advances = ['2024-01-01', '2024-02-01', '2024-03-01', '2024-04-01'].map((on) => ({
      ...{ on, amount: usd('250') },
    }))
    const payments = [{ on: '2025-01-01', amount: usd('1100') }]
    const { unitPeriod, isIrregular } = must(datedApr({ begins: '2024-01-01', advances, payments }))
    expect(unitPeriod).toMatchObject({ unit: 'month', multiple: 1 })
    expect(isIrregular).toBe(true)
  })
})

describe('what is repaid at once', () => {
  it('runs from the advance, though the contract is older', () => {
    const payments = [{ on: '1978-09-15', amount: usd('1080') }]
    const { advances } = lent('1978-01-03', '1000')
    const { apr, unitPeriod } = must(datedApr({ begins: '1977-12-01', advances, payments }))
    expect(toPercent(apr, 2)).toBe('11.45')
    expect(unitPeriod).toMatchObject({ unit: 'day', multiple: 255, isTerm: true })
  })
})

describe('leap days and odd days', () => {
  it('counts a February of 28 or 29 days as a month', () => {
    const rate = (year: number) => {
      const payments = series(`${year}-02-15`, 12, { months: 1 }, usd('90'))
      return dated(`${year}-01-15`, '1000', payments).apr
    }
    expect(rate(2023)).toEqual(rate(2024))
  })

  it('counts the 29th of February as one of the odd days', () => {
    const rate = (year: number) => {
      const payments = series(`${year}-03-01`, 12, { months: 1 }, usd('90'))
      return Number(toPercent(dated(`${year}-01-15`, '1000', payments).apr, 6))
    }
    // 17 odd days to the first of February in both, no 29th among them
    expect(rate(2023)).toBe(rate(2024))
    const stub = (year: number) => {
      const payments = series(`${year}-03-10`, 12, { months: 1 }, usd('90'))
      return Number(toPercent(dated(`${year}-02-20`, '1000', payments).apr, 6))
    }
    expect(stub(2024)).toBeLessThan(stub(2023))
  })

  it('has the same rate whether a first period of a month is told as one or as thirty days', () => {
    const rate = (fullUnitPeriods: number, fraction: string) =>
      apr({
        advances: [{ amount: usd('1000'), fullUnitPeriods: 0 }],
        payments: [{ amount: usd('90'), count: 12, fullUnitPeriods, fraction }],
        unitPeriodsPerYear: '12',
      })
    expect(rate(0, '30/30')).toEqual(rate(1, '0'))
  })
})

describe('an irregular transaction', () => {
  const level = series('2024-02-01', 12, { months: 1 }, usd('90'))
  const changed = (index: number, amount: Money) =>
    level.map((it, at) => (at === index ? { ...it, amount } : it))

  it.each([
    ['level payments', level, false],
    ['an odd first payment', changed(0, usd('50')), false],
    ['an odd last payment', changed(11, usd('150')), false],
    ['an odd payment in between', changed(5, usd('150')), true],
    ['a payment left out', level.toSpliced(5, 1), true],
  ])('%s: %s', (_, payments, irregular) => {
    expect(dated('2024-01-01', '950', payments).isIrregular).toBe(irregular)
  })
})

describe('a loan that cannot be', () => {
  const payments = series('2024-02-01', 12, { months: 1 }, usd('90'))
  const loan = { ...lent('2024-01-01', '1000'), payments }

  it.each([
    ['DateImpossible', { ...loan, begins: '2023-02-30' }],
    ['DateImpossible', { ...loan, payments: [{ on: '2024-13-01', amount: usd('90') }] }],
    [
      'DateImpossible',
      { ...loan, payments: [{ on: 'tomorrow', amount: usd('90') }], begins: '2024-01-01' },
    ],
    ['DateImpossible', { ...loan, begins: '2023-02-30', payments: payments.slice(0, 1) }],
    ['DatesOutOfOrder', { ...loan, begins: '2024-01-02' }],
    ['NoRate', { ...loan, begins: '2023-12-01', payments: series('2023-12-31', 1, {}, usd('90')) }],
    ['AmountNegative', { ...loan, payments: series('2024-02-01', 12, { months: 1 }, usd('-90')) }],
    ['NothingLent', { ...loan, advances: [] }],
    ['NothingPaid', { ...loan, payments: [] }],
    ['NoRate', { ...loan, payments: [{ on: '2024-01-01', amount: usd('1100') }] }],
  ])('is refused as %s', (code, transaction) => {
    const answer = datedApr(transaction)
    expect(isRefusal(answer) && answer.refused).toBe(code)
    expect(isRefusal(answer) && answer.because.length > 10).toBe(true)
  })
})
