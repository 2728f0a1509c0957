import { describe, expect, it } from 'vitest'
import { toPercent } from '../number/ratio.ts'
import { toWholeUnits } from '../schedule/exact-money.ts'
import { type Stage, schedule } from '../schedule/schedule.ts'
import { eur, must, usd } from '../test-kit/values.ts'
import { apr } from './apr.ts'
import { loanCalculations } from './closing-disclosure.ts'
import {
  levelPayment,
  qualifiedMortgagePayment,
  type UnderwrittenLoan,
  underwritingPayment,
} from './underwriting-payment.ts'

describe('the payment to judge an income by', () => {
  const loan = { amount: usd('200000'), months: 360 }

  it.each<[string, string, UnderwrittenLoan]>([
    [
      'an introductory rate above the fully indexed one counts',
      '1331',
      {
        ...{ ...loan, feature: 'none', introductoryRatePercent: '7' },
        fullyIndexedRatePercent: '6.5',
      },
    ],
    [
      'a balloon after seven years does not',
      '1199',
      { ...loan, feature: 'balloon', ratePercent: '6', balloonAt: 84, isHigherPriced: false },
    ],
    [
      'a balloon after seven years does where the loan is higher-priced',
      '180478',
      { ...loan, feature: 'balloon', ratePercent: '6', balloonAt: 84, isHigherPriced: true },
    ],
  ])('%s', (_, payment, facts) => {
    expect(toWholeUnits(must(underwritingPayment(facts)).payment)).toEqual(usd(payment))
  })

  it.each<[string, UnderwrittenLoan]>([
    ['RateNegative', { ...loan, feature: 'none', introductoryRatePercent: '-1' }],
    ['NumberUnreadable', { ...loan, feature: 'none', introductoryRatePercent: 'low' }],
    [
      'CountInvalid',
      {
        ...{ ...loan, feature: 'interest-only', introductoryRatePercent: '7' },
        interestOnlyMonths: 360,
      },
    ],
    [
      'CountInvalid',
      { ...loan, feature: 'balloon', ratePercent: '6', balloonAt: 361, isHigherPriced: false },
    ],
    [
      'CurrenciesMixed',
      {
        ...{ ...loan, feature: 'negative-amortization', ratePercent: '7.5' },
        ...{ firstPayment: eur('943'), risesYearlyByPercent: '12.5', shortMonths: 36 },
      },
    ],
  ])('is refused as %s', (code, facts) => {
    expect(underwritingPayment(facts)).toMatchObject({ refused: code })
  })

  it('of a qualified mortgage is refused where the highest rate begins after the end', () => {
    const path = [{ ratePercent: '5', months: 360 }]
    expect(qualifiedMortgagePayment({ ...loan, path, maximumRatePercent: '9' })).toMatchObject({
      refused: 'CountInvalid',
    })
  })

  it('may be asked of no periods or a negative amount, and is refused', () => {
    const terms = { amount: usd('1'), ratePercent: '6', payments: 12 }
    expect(levelPayment({ ...terms, payments: 0 })).toMatchObject({ refused: 'CountInvalid' })
    expect(levelPayment({ ...terms, perYear: 0 })).toMatchObject({ refused: 'CountInvalid' })
    expect(levelPayment({ ...terms, amount: usd('-1') })).toMatchObject({
      refused: 'AmountNegative',
    })
  })
})

describe('a discounted rate that rises to 12 % (comment 17(c)(1)-10)', () => {
  const year = { payments: 12, ratePercent: '12' }
  const first: Stage = { pays: 'level', payments: 12, ratePercent: '9' }
  const capped: Stage = { ...year, pays: 'capped', risesAtMostPercent: '7.5' }

  it.each<[string, readonly Stage[], readonly string[], string]>([
    [
      'by at most two points a year',
      [
        first,
        { ...year, pays: 'level', ratePercent: '11' },
        { ...year, pays: 'level', payments: 336 },
      ],
      ['804.62', '950.09', '1024.34'],
      '11.53',
    ],
    [
      'with payments that rise by at most 7.5 % a year',
      [first, capped, capped, capped, { ...year, pays: 'level', payments: 312 }],
      ['804.62', '864.97', '929.84', '999.58', '1070.04'],
      '11.64',
    ],
  ])('%s', (_, stages, payments, percent) => {
    const terms = { amount: usd('100000'), calendar: { perYear: 12 }, stages }
    const { rows } = must(schedule({ ...terms, rounding: 'unrounded' }))
    expect([...new Set(rows.map(({ payment }) => payment.toDecimal()))]).toEqual(payments)
    const rate = apr({
      advances: [{ amount: usd('100000'), fullUnitPeriods: 0 }],
      payments: rows.map(({ payment, number }) => ({ amount: payment, fullUnitPeriods: number })),
      unitPeriodsPerYear: '12',
    })
    expect(toPercent(must(rate), 2)).toBe(percent)
  })
})

describe('a Closing Disclosure', () => {
  const loan = {
    ...{ loanAmount: usd('162000'), ratePercent: '3.875', months: 360 },
    ...{ monthlyMortgageInsurance: usd('82.35'), mortgageInsuranceMonths: 80 },
    ...{ totalLoanCosts: usd('4694.05'), prepaidInterest: usd('279.04') },
    prepaidFinanceCharge: usd('0'),
  }

  it('takes prepaid finance charges off the amount financed, and its rate rises', () => {
    const plain = must(loanCalculations(loan))
    const charged = must(loanCalculations({ ...loan, prepaidFinanceCharge: usd('2000') }))
    expect(charged.amountFinanced).toEqual(usd('160000'))
    expect(charged.financeCharge).toEqual(plain.financeCharge.plus(usd('2000')))
    expect(Number(toPercent(charged.apr, 3))).toBeGreaterThan(Number(toPercent(plain.apr, 3)))
  })

  it.each([
    ['CountInvalid', { ...loan, mortgageInsuranceMonths: 361 }],
    ['CurrenciesMixed', { ...loan, prepaidInterest: eur('1') }],
    ['NothingLent', { ...loan, prepaidFinanceCharge: usd('162000') }],
    ['NumberUnreadable', { ...loan, ratePercent: '' }],
  ])('is refused as %s', (code, facts) => {
    expect(loanCalculations(facts)).toMatchObject({ refused: code })
  })
})

describe('a rate in unit-periods', () => {
  const advances = [{ amount: usd('1000'), fullUnitPeriods: 0 }]
  const payment = { amount: usd('90'), count: 12, fullUnitPeriods: 1 }
  const loan = { advances, payments: [payment], unitPeriodsPerYear: '12' }

  it.each([
    ['NumberUnreadable', { ...loan, unitPeriodsPerYear: '0' }],
    ['NumberUnreadable', { ...loan, unitPeriodsPerYear: '-12' }],
    ['NumberUnreadable', { ...loan, payments: [{ ...payment, fraction: '1/0' }] }],
    ['NumberUnreadable', { ...loan, payments: [{ ...payment, fraction: '-0.5' }] }],
    ['CountInvalid', { ...loan, payments: [{ ...payment, count: -1 }] }],
    ['CountInvalid', { ...loan, payments: [{ ...payment, fullUnitPeriods: 0.5 }] }],
    ['AmountNegative', { ...loan, payments: [{ ...payment, amount: usd('-90') }] }],
    ['CurrenciesMixed', { ...loan, payments: [{ ...payment, amount: eur('90') }] }],
    ['NoRate', { ...loan, payments: [] }],
  ])('is refused as %s', (code, transaction) => {
    expect(apr(transaction)).toMatchObject({ refused: code })
  })
})
