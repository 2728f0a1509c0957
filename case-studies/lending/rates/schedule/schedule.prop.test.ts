import { Money } from '@watertight/domain'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DayCount } from '../calendar/day-count.ts'
import { one } from '../number/fixed.ts'
import { levelPayment } from '../regulation-z/underwriting-payment.ts'
import { must, usd } from '../test-kit/values.ts'
import type { PaymentRule } from './payment-rule.ts'
import { type LoanTerms, type Stage, schedule } from './schedule.ts'

const D = Decimal.clone({ precision: 60 })

const dayCount = fc.constantFrom<DayCount>(
  ...(['30/360', '30E/360', 'actual/360', 'actual/365', 'actual/actual'] as const),
)
const calendar = fc.oneof(
  fc.record({ perYear: fc.constantFrom(1, 4, 12, 26, 52) }),
  fc.record({
    from: fc.constantFrom('2023-12-31', '2024-01-15', '2024-02-29'),
    firstDue: fc.constantFrom('2024-03-01', '2024-03-31', '2024-05-15'),
    every: fc.constantFrom({ months: 1 }, { months: 3 }, { days: 14 }),
    dayCount,
  }),
)
const rule = fc.oneof<fc.Arbitrary<PaymentRule>[]>(
  fc.constant({ pays: 'level' }),
  fc.constant({ pays: 'level', over: 480 }),
  fc.constant({ pays: 'interest-only' }),
  fc.constant({ pays: 'equal-principal' }),
  fc.record({ pays: fc.constant('fixed'), amount: fc.integer({ min: 0, max: 9_000 }).map(usd) }),
  fc.record({
    pays: fc.constant('rising'),
    byPercent: fc.constantFrom('0', '3', '12.5'),
    every: fc.constantFrom(1, 12),
  }),
  fc.record({ pays: fc.constant('capped'), risesAtMostPercent: fc.constantFrom('0', '7.5') }),
  fc.record({
    pays: fc.constant('share-of-balance'),
    percent: fc.constantFrom('2', '50'),
    atLeast: fc.integer({ min: 0, max: 300 }).map(usd),
  }),
)
const stage: fc.Arbitrary<Stage> = fc
  .record({
    rule,
    payments: fc.integer({ min: 1, max: 90 }),
    ratePercent: fc.integer({ min: 0, max: 40_000 }).map((it) => (it / 1000).toFixed(3)),
  })
  .map(({ rule, ...others }) => ({ ...rule, ...others }))
const terms: fc.Arbitrary<LoanTerms> = fc.record({
  amount: fc.integer({ min: 1, max: 900_000_00 }).map((it) => Money.ofMinor(it, 'USD')),
  calendar,
  stages: fc.array(stage, { minLength: 1, maxLength: 4 }),
  rounding: fc.constantFrom('each-payment' as const, 'unrounded' as const),
})

describe('a schedule, whatever the loan', () => {
  it('repays the amount and no more, and ends with nothing owed', () => {
    fc.assert(
      fc.property(terms, (loan) => {
        const plan = must(schedule(loan))
        expect(plan.rows.at(-1)?.balance).toEqual(usd('0'))
        expect(plan.totals().principal.exactMinor).toBe(loan.amount.minor * one)
        if (loan.rounding === 'unrounded') return
        const principal = plan.rows.reduce((sum, row) => sum.plus(row.principal), usd('0'))
        expect(principal).toEqual(loan.amount)
      }),
    )
  })

  it('adds up in every row: a balance is the one before with the interest, less the payment', () => {
    fc.assert(
      fc.property(terms, (loan) => {
        const { rows } = must(schedule({ ...loan, rounding: 'each-payment' }))
        let owed = loan.amount
        for (const { payment, interest, principal, balance } of rows) {
          expect(payment).toEqual(interest.plus(principal))
          expect(balance).toEqual(owed.plus(interest).minus(payment))
          owed = balance
        }
      }),
    )
  })

  it('never takes more than is owed, and nothing after that', () => {
    fc.assert(
      fc.property(terms, (loan) => {
        const { rows } = must(schedule(loan))
        expect(rows.slice(0, -1).every(({ balance }) => !balance.isNegative())).toBe(true)
        const total = loan.stages.reduce((sum, { payments }) => sum + payments, 0)
        expect(rows.length).toBeLessThanOrEqual(total)
      }),
    )
  })
})

describe('beside decimal.js', () => {
  const level = fc.record({
    cents: fc.integer({ min: 100_00, max: 900_000_00 }),
    thousandths: fc.integer({ min: 1, max: 40_000 }),
    payments: fc.integer({ min: 1, max: 360 }),
  })
  const percentOf = (thousandths: number) => (thousandths / 1000).toFixed(3)

  it('has the level payment of the annuity formula to forty digits', () => {
    fc.assert(
      fc.property(level, ({ cents, thousandths, payments }) => {
        const amount = Money.ofMinor(cents, 'USD')
        const ratePercent = percentOf(thousandths)
        const ours = must(levelPayment({ amount, ratePercent, payments }))
        const rate = new D(ratePercent).div(1200)
        const theirs = rate.times(cents).div(new D(1).minus(rate.plus(1).pow(-payments)))
        const off = new D(`${ours.exactMinor}`).div(`${one}`).minus(theirs).div(theirs).abs()
        expect(off.lessThan('1e-40')).toBe(true)
      }),
    )
  })

  it('has every row to the cent, rounded each time or never', () => {
    fc.assert(
      fc.property(level, ({ cents, thousandths, payments }) => {
        const ratePercent = percentOf(thousandths)
        const rate = new D(ratePercent).div(1200)
        const exact = rate.times(cents).div(new D(1).minus(rate.plus(1).pow(-payments)))
        for (const rounding of ['each-payment', 'unrounded'] as const) {
          const round = (it: Decimal) =>
            rounding === 'unrounded' ? it : it.toDecimalPlaces(0, D.ROUND_HALF_UP)
          const { rows } = must(
            schedule({
              ...{ amount: Money.ofMinor(cents, 'USD'), calendar: { perYear: 12 }, rounding },
              stages: [{ pays: 'level', payments, ratePercent }],
            }),
          )
          let owed = new D(cents)
          for (const row of rows) {
            // divided last: a rate of 1/3 % has no exact half a cent left
            const interest = round(owed.times(ratePercent).div(1200))
            const due = owed.plus(interest)
            const payment = row.number === payments ? due : D.min(round(exact), due)
            owed = due.minus(payment)
            const printed = [payment, interest, owed].map((it) => it.toFixed(0, D.ROUND_HALF_UP))
            const ours = [row.payment, row.interest, row.balance].map(({ minor }) => `${minor}`)
            expect(ours).toEqual(printed.map((it) => it.replace('-0', '0')))
          }
        }
      }),
      { numRuns: 20 },
    )
  })
})
