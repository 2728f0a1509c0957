import { isRefusal } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { type CalendarDay, daysBetween, readDay } from '../calendar/calendar.ts'
import { type DayCount, shareOfYear } from '../calendar/day-count.ts'
import { ratio } from '../number/ratio.ts'
import { eur, must, usd } from '../test-kit/values.ts'
import { toMoney } from './exact-money.ts'
import { type LoanTerms, type Stage, schedule } from './schedule.ts'

const monthly = { perYear: 12 }
const planOf = (stages: readonly Stage[], others: Partial<LoanTerms> = {}) =>
  must(
    schedule({
      ...{ amount: usd('200000'), calendar: monthly, stages, rounding: 'each-payment' },
      ...others,
    }),
  )
const rowsOf = (plan: ReturnType<typeof planOf>, ...numbers: readonly number[]) =>
  numbers.map((number) => {
    const row = plan.rows.at(number > 0 ? number - 1 : number)
    return `${row?.payment.toDecimal()} ${row?.interest.toDecimal()} ${row?.balance.toDecimal()}`
  })

describe('what is paid', () => {
  it('level, the last payment takes up what rounding left', () => {
    const level: Stage = { pays: 'level', payments: 360, ratePercent: '3.875' }
    const plan = planOf([level], { amount: usd('162000') })
    expect(rowsOf(plan, 1, -1)).toEqual(['761.78 523.13 161761.35', '764.68 2.46 0.00'])
  })

  it('level, rounded up where the lender does so: the last is the smaller', () => {
    const level: Stage = { pays: 'level', payments: 360, ratePercent: '3.875' }
    const plan = planOf([level], { amount: usd('162000'), paymentRounding: 'up' })
    expect(plan.rows[0]?.payment).toEqual(usd('761.79'))
    expect(plan.rows.at(-1)?.payment.compare(usd('761.79'))).toBe(-1)
  })

  it('without interest, in equal parts', () => {
    const plan = planOf([{ pays: 'level', payments: 3, ratePercent: '0' }], { amount: usd('100') })
    expect(rowsOf(plan, 1, 2, 3)).toEqual([
      '33.33 0.00 66.67',
      '33.33 0.00 33.34',
      '33.34 0.00 0.00',
    ])
  })

  it('a balloon, with the last payment', () => {
    const plan = planOf([{ pays: 'level', payments: 36, ratePercent: '6', over: 360 }])
    expect(rowsOf(plan, 1, -1)).toEqual(['1199.10 1000.00 199800.90', '193367.30 962.03 0.00'])
  })

  it('interest only, then level over what remains', () => {
    const plan = planOf([
      { pays: 'interest-only', payments: 60, ratePercent: '7' },
      { pays: 'level', payments: 300, ratePercent: '7' },
    ])
    expect(rowsOf(plan, 60, 61)).toEqual(['1166.67 1166.67 200000.00', '1413.56 1166.67 199753.11'])
  })

  it('again level when the rate changes', () => {
    const plan = planOf(
      [
        { pays: 'level', payments: 24, ratePercent: '5' },
        { pays: 'level', payments: 216, ratePercent: '6' },
      ],
      { rounding: 'unrounded' },
    )
    expect([plan.rows[0]?.payment, plan.rows[24]?.payment]).toEqual([
      usd('1319.91'),
      usd('1423.41'),
    ])
  })

  it('rising each year, the first payment found or given', () => {
    const rising = { pays: 'rising', byPercent: '3', every: 12, payments: 240 } as const
    const found = planOf([{ ...rising, ratePercent: '6' }], { rounding: 'unrounded' })
    expect(rowsOf(found, 12, 13)).toEqual(['1130.33 992.65 198392.27', '1164.24 991.96 198219.99'])
    const given = planOf([{ ...rising, ratePercent: '6', first: usd('1200') }])
    expect(given.rows[0]?.payment).toEqual(usd('1200'))
    expect(given.rows.length).toBeLessThan(240)
  })

  it('capped while rates rise: what is short of the interest is owed', () => {
    const year = (ratePercent: string): Stage => ({
      ...{ pays: 'capped', risesAtMostPercent: '7.5', payments: 12, ratePercent },
    })
    const plan = planOf([
      { pays: 'level', payments: 12, ratePercent: '3' },
      ...[year('5'), year('7'), year('9')],
      { pays: 'level', payments: 312, ratePercent: '9' },
    ])
    expect(rowsOf(plan, 12, 13, 25, 37, 49)).toEqual([
      '843.21 490.44 195824.38',
      '906.45 815.93 195733.86',
      '974.43 1135.83 194874.35',
      '1047.51 1475.35 197140.90',
      '1678.60 1515.48 201901.17',
    ])
    expect(plan.rows[36]?.principal).toEqual(usd('-427.84'))
    expect(toMoney(plan.highestBalance)).toEqual(usd('202064.29'))
  })

  it('a fixed sum until it is repaid', () => {
    const fixed: Stage = { pays: 'fixed', amount: usd('1500'), payments: 1000, ratePercent: '6' }
    const plan = planOf([fixed], { rounding: 'unrounded' })
    expect(plan.rows).toHaveLength(221)
    expect(plan.rows.at(-1)?.payment).toEqual(usd('407.70'))
  })

  it('a fixed sum below the interest: it is owed with the last payment', () => {
    const fixed: Stage = { pays: 'fixed', amount: usd('900'), payments: 12, ratePercent: '6' }
    expect(rowsOf(planOf([fixed]), 1, 12)).toEqual([
      '900.00 1000.00 200100.00',
      '202133.56 1005.64 0.00',
    ])
  })

  it('on days, for the days that passed', () => {
    const calendar = {
      ...{ from: '2024-01-15', firstDue: '2024-01-31', every: { months: 1 } },
      dayCount: 'actual/365' as const,
    }
    const level: Stage = { pays: 'level', payments: 4, ratePercent: '7.3' }
    const plan = planOf([level], { calendar, amount: usd('10000') })
    expect(plan.rows.map(({ due }) => due)).toEqual([
      ...['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30'],
    ])
    // 16 days at 2.00 a day
    expect(plan.rows[0]?.interest).toEqual(usd('32.00'))
  })
})

describe('a share of a year', () => {
  const day = (text: string): CalendarDay => must(readDay(text))

  it.each<[string, string, DayCount, bigint, bigint]>([
    ['2024-01-31', '2024-02-29', '30/360', 29n, 360n],
    ['2024-01-31', '2024-03-31', '30/360', 60n, 360n],
    ['2024-01-30', '2024-03-31', '30/360', 60n, 360n],
    ['2024-01-29', '2024-03-31', '30/360', 62n, 360n],
    ['2024-02-29', '2024-03-31', '30/360', 30n, 360n],
    ['2023-02-28', '2024-02-29', '30/360', 360n, 360n],
    ['2024-01-29', '2024-03-31', '30E/360', 61n, 360n],
    ['2024-02-29', '2024-03-31', '30E/360', 31n, 360n],
    ['2024-02-01', '2024-03-01', 'actual/360', 29n, 360n],
    ['2024-02-01', '2024-03-01', 'actual/365', 29n, 365n],
    ['2024-02-01', '2024-03-01', 'actual/actual', 29n, 366n],
    ['2023-12-31', '2024-01-02', 'actual/actual', 731n, 133_590n],
    ['2022-07-01', '2025-07-01', 'actual/actual', 3n, 1n],
  ])('from %s to %s by %s', (from, to, dayCount, numerator, denominator) => {
    expect(shareOfYear(day(from), day(to), dayCount)).toEqual(ratio(numerator, denominator))
  })

  it('counts every midnight of four hundred years', () => {
    expect(daysBetween(day('1600-01-01'), day('2000-01-01'))).toBe(146_097)
    expect(daysBetween(day('2024-02-28'), day('2024-03-01'))).toBe(2)
    expect(daysBetween(day('2100-02-28'), day('2100-03-01'))).toBe(1)
  })

  it.each(['2023-02-29', '1900-02-29', '2023-04-31', '2023-00-10', '2023-1-1', '0999-01-01', ''])(
    'has no day %j',
    (text) => expect(readDay(text)).toMatchObject({ refused: 'DateImpossible' }),
  )
})

describe('a loan that cannot be', () => {
  const stage: Stage = { pays: 'level', payments: 12, ratePercent: '6' }
  const terms: LoanTerms = {
    ...{ amount: usd('1000'), calendar: monthly, stages: [stage], rounding: 'each-payment' },
  }
  const dated = { every: { months: 1 }, dayCount: '30/360' as const }

  it.each<[string, LoanTerms]>([
    ['AmountNegative', { ...terms, amount: usd('-1') }],
    ['NothingLent', { ...terms, amount: usd('0') }],
    ['CountInvalid', { ...terms, stages: [] }],
    ['CountInvalid', { ...terms, stages: [{ ...stage, payments: 1.5 }] }],
    ['CountInvalid', { ...terms, stages: [stage, { ...stage, payments: 12_000 }] }],
    ['CountInvalid', { ...terms, stages: [{ ...stage, over: 0 }] }],
    ['CountInvalid', { ...terms, calendar: { perYear: Number.NaN } }],
    [
      'CountInvalid',
      {
        ...terms,
        calendar: { from: '2024-01-01', firstDue: '2024-02-01', ...dated, every: { days: 0 } },
      },
    ],
    ['NumberUnreadable', { ...terms, stages: [{ ...stage, ratePercent: '6%' }] }],
    ['NumberUnreadable', { ...terms, stages: [{ ...stage, ratePercent: '1e9' }] }],
    ['RateNegative', { ...terms, stages: [{ ...stage, ratePercent: '-0.5' }] }],
    ['CurrenciesMixed', { ...terms, stages: [{ ...stage, pays: 'fixed', amount: eur('10') }] }],
    ['AmountNegative', { ...terms, stages: [{ ...stage, pays: 'fixed', amount: usd('-10') }] }],
    [
      'DateImpossible',
      { ...terms, calendar: { from: '2024-02-30', firstDue: '2024-03-01', ...dated } },
    ],
    [
      'DatesOutOfOrder',
      { ...terms, calendar: { from: '2024-03-01', firstDue: '2024-03-01', ...dated } },
    ],
  ])('is refused as %s', (code, loan) => {
    const answer = schedule(loan)
    expect(isRefusal(answer) && answer.refused).toBe(code)
  })
})
