import { Money } from '@watertight/domain'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { one } from '../number/fixed.ts'
import { compare, type Ratio, ratio, times, zero } from '../number/ratio.ts'
import { schedule } from '../schedule/schedule.ts'
import type { Flow } from '../solve/present-value.ts'
import { must, series, usd } from '../test-kit/values.ts'
import { apr, aprOf } from './apr.ts'
import { datedApr } from './dated-apr.ts'
import { levelPayment } from './underwriting-payment.ts'

const D = Decimal.clone({ precision: 60 })
const decimalOf = ({ numerator, denominator }: Ratio) => new D(`${numerator}`).div(`${denominator}`)

const loan = fc.record({
  amount: fc.integer({ min: 100_00, max: 2_000_000_00 }).map((it) => Money.ofMinor(it, 'USD')),
  thousandths: fc.integer({ min: 1, max: 60_000 }),
  payments: fc.integer({ min: 1, max: 480 }),
  perYear: fc.constantFrom(1, 2, 4, 12, 24, 26, 52),
})
const percentOf = (thousandths: number) => (thousandths / 1000).toFixed(3)
const rateOf = (thousandths: number) => ratio(BigInt(thousandths), 100_000n)

/** Within 1e-9 percentage points. */
function expectSameRate(actual: Ratio, noted: Ratio): void {
  const off = decimalOf(actual).minus(decimalOf(noted)).times(100).abs()
  expect(off.lessThan('1e-9')).toBe(true)
}

describe('without fees the annual percentage rate is the note rate', () => {
  it('within 1e-9 points, where payments are not rounded and periods are equal', () => {
    fc.assert(
      fc.property(loan, ({ amount, thousandths, payments, perYear }) => {
        const ratePercent = percentOf(thousandths)
        const level = must(levelPayment({ amount, ratePercent, payments, perYear }))
        // a payment has no whole number of cents: all amounts are told in 2⁻¹⁹² of one
        const flows: Flow[] = [
          { minor: -amount.minor * one, periods: 0, fraction: zero },
          ...Array.from({ length: payments }, (_, index) => ({
            ...{ minor: level.exactMinor, periods: index + 1, fraction: zero },
          })),
        ]
        const rate = must(aprOf(flows, ratio(BigInt(perYear))))
        expectSameRate(rate, rateOf(thousandths))
      }),
    )
  })

  it('within 1e-9 points too, where payments are rounded but the loan is so large that a cent is nothing', () => {
    fc.assert(
      fc.property(loan, ({ amount, thousandths, payments, perYear }) => {
        const large = amount.times(10n ** 14n)
        const stages = [{ pays: 'level' as const, payments, ratePercent: percentOf(thousandths) }]
        const terms = { amount: large, calendar: { perYear }, stages }
        const { rows } = must(schedule({ ...terms, rounding: 'each-payment' }))
        const rate = apr({
          advances: [{ amount: large, fullUnitPeriods: 0 }],
          payments: rows.map((row) => ({ amount: row.payment, fullUnitPeriods: row.number })),
          unitPeriodsPerYear: String(perYear),
        })
        expectSameRate(must(rate), rateOf(thousandths))
      }),
      { numRuns: 25 },
    )
  })

  it('lies between the rates of the payment rounded down to the cent and up', () => {
    fc.assert(
      fc.property(loan, ({ amount, thousandths, payments, perYear }) => {
        const ratePercent = percentOf(thousandths)
        const level = must(levelPayment({ amount, ratePercent, payments, perYear }))
        const cents = level.exactMinor / one
        const rate = (minor: bigint) =>
          must(
            apr({
              advances: [{ amount, fullUnitPeriods: 0 }],
              payments: [
                { amount: Money.ofMinor(minor, 'USD'), count: payments, fullUnitPeriods: 1 },
              ],
              unitPeriodsPerYear: String(perYear),
            }),
          )
        const noted = decimalOf(rateOf(thousandths)).plus('1e-25')
        expect(decimalOf(rate(cents)).lessThanOrEqualTo(noted)).toBe(true)
        expect(decimalOf(rate(cents + 1n)).greaterThan(noted)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  it('of a loan told by its days: by 30/360, from the day of the month on which payments fall', () => {
    const first = fc.record({
      // on the 28th the American day count takes the end of February for a 30th
      day: fc.integer({ min: 1, max: 27 }),
      month: fc.integer({ min: 1, max: 12 }),
    })
    fc.assert(
      fc.property(loan, first, ({ amount, thousandths, payments }, { day, month }) => {
        const on = `2023-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
        const [begins, due] = series(on, 2, { months: 1 }, usd(0))
        const large = amount.times(10n ** 14n)
        const plan = must(
          schedule({
            amount: large,
            calendar: {
              from: begins?.on ?? '',
              firstDue: due?.on ?? '',
              ...{ every: { months: 1 }, dayCount: '30/360' },
            },
            stages: [
              { pays: 'level', payments: payments + 1, ratePercent: percentOf(thousandths) },
            ],
            rounding: 'each-payment',
          }),
        )
        const paid = plan.rows.map((row) => ({ on: row.due ?? '', amount: row.payment }))
        const dated = must(
          datedApr({ begins: on, advances: [{ on, amount: large }], payments: paid }),
        )
        expectSameRate(dated.apr, rateOf(thousandths))
      }),
      { numRuns: 15 },
    )
  })
})

describe('the annual percentage rate', () => {
  it('grows with every fee', () => {
    const fees = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 }))
    fc.assert(
      fc.property(loan, fees, ({ amount, thousandths, payments, perYear }, [fee, more]) => {
        const stages = [{ pays: 'level' as const, payments, ratePercent: percentOf(thousandths) }]
        const { rows } = must(
          schedule({ amount, calendar: { perYear }, stages, rounding: 'each-payment' }),
        )
        const rate = (percent: number) =>
          must(
            apr({
              advances: [
                { amount: amount.timesRatio(100 - percent, 100, 'down'), fullUnitPeriods: 0 },
              ],
              payments: rows.map((row) => ({ amount: row.payment, fullUnitPeriods: row.number })),
              unitPeriodsPerYear: String(perYear),
            }),
          )
        expect(compare(rate(fee), rate(fee + more))).toBe(-1)
      }),
      { numRuns: 40 },
    )
  })

  it('solves the equation of appendix J (b)(8) in 60-digit arithmetic: on either side of it the sides differ the other way', () => {
    const time = fc.tuple(fc.integer({ min: 0, max: 360 }), fc.integer({ min: 0, max: 29 }))
    const amounts = fc.integer({ min: 1, max: 10_000_00 })
    const advances = fc.array(fc.tuple(amounts, fc.integer({ min: 0, max: 29 })), { maxLength: 4 })
    const payments = fc.array(fc.tuple(amounts, time), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(amounts, advances, payments, (first, others, paid) => {
        const lent = [[first, 0] as const, ...others]
        // all is lent within the first period, and repaid after it
        const flow = (minor: number, fullUnitPeriods: number, days: number) => ({
          ...{ amount: Money.ofMinor(minor, 'USD'), fullUnitPeriods, fraction: `${days}/30` },
        })
        const transaction = {
          advances: lent.map(([minor, days]) => flow(minor, 0, days)),
          payments: paid.map(([minor, [full, days]]) => flow(minor, full + 1, days)),
          unitPeriodsPerYear: '12',
        }
        const rate = decimalOf(must(apr(transaction))).div(12)
        const worth = (sign: number, rate: Decimal) => (it: ReturnType<typeof flow>) => {
          const part = new D(it.fraction.split('/')[0] ?? 0).div(30).times(rate).plus(1)
          return new D(sign)
            .times(`${it.amount.minor}`)
            .div(part.times(rate.plus(1).pow(it.fullUnitPeriods)))
        }
        const difference = (rate: Decimal) =>
          D.sum(
            ...transaction.advances.map(worth(-1, rate)),
            ...transaction.payments.map(worth(1, rate)),
          )
        const step = rate.plus(1).times('1e-18')
        expect(difference(rate.minus(step)).isPositive()).toBe(true)
        expect(difference(rate.plus(step)).isNegative()).toBe(true)
      }),
    )
  })

  it('times the unit-periods of a year is all that the length of one changes', () => {
    fc.assert(
      fc.property(loan, ({ amount, payments }) => {
        const transaction = (unitPeriodsPerYear: string) => ({
          advances: [{ amount, fullUnitPeriods: 0 }],
          payments: [{ amount, count: payments, fullUnitPeriods: 1 }],
          unitPeriodsPerYear,
        })
        const [yearly, monthly] = [must(apr(transaction('1'))), must(apr(transaction('12')))]
        expect(monthly).toEqual(times(yearly, ratio(12n)))
      }),
      { numRuns: 30 },
    )
  })
})
