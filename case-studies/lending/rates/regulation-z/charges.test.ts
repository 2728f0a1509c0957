import { isRefusal } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { ratio } from '../number/ratio.ts'
import { eur, must, usd } from '../test-kit/values.ts'
import { aprAccuracy, isFinanceChargeAccurate } from './accuracy.ts'
import { type Charge, classified, financeCharge } from './finance-charge.ts'
import { highCostTrigger, qualifiedMortgageCap } from './points-and-fees.ts'

describe('what is a finance charge', () => {
  it.each<[string, Omit<Charge, 'amount' | 'paid'>, boolean, boolean, string]>([
    ['points are', { kind: 'discount-points' }, true, true, '(b)(3)'],
    ["seller's points are not", { kind: 'sellers-points' }, true, false, '(c)(5)'],
    ['an appraisal of real estate is not', { kind: 'appraisal-fee' }, true, false, '(c)(7)(iv)'],
    ['an appraisal of a car is', { kind: 'appraisal-fee' }, false, true, '(c)(7)(iv)'],
    [
      'an appraisal at an unreasonable price is',
      { kind: 'appraisal-fee', isBonaFideAndReasonable: false },
      ...([true, true, '(c)(7)(iv)'] as const),
    ],
    ['insurance one must take is', { kind: 'credit-life-insurance' }, false, true, '(d)(1)'],
    [
      'insurance one chose is not',
      { kind: 'credit-life-insurance', isVoluntary: true },
      ...([false, false, '(d)(1)'] as const),
    ],
    ['a late fee is not', { kind: 'late-fee' }, false, false, '(c)(2)'],
  ])('%s', (_, charge, isSecured, isFinanceCharge, cite) => {
    const answer = classified({ ...charge, amount: usd('100'), paid: 'prepaid' }, isSecured)
    expect(answer.isFinanceCharge).toBe(isFinanceCharge)
    expect(answer.cite).toContain(cite)
  })
})

describe('the amount financed', () => {
  const charges: Charge[] = [
    { kind: 'discount-points', amount: usd('2000'), paid: 'prepaid' },
    { kind: 'loan-fee', amount: usd('500'), paid: 'financed' },
    { kind: 'title-insurance', amount: usd('800'), paid: 'financed' },
    { kind: 'mortgage-insurance', amount: usd('9000'), paid: 'over-the-term' },
    { kind: 'recording-fee-itemized', amount: usd('60'), paid: 'prepaid' },
  ]
  const loan = {
    ...{ amountBorrowed: usd('100000'), charges, totalOfPayments: usd('215000') },
    isSecuredByRealProperty: true,
  }

  it('is what was borrowed with what was financed, less the prepaid finance charge', () => {
    const { prepaid, amountFinanced, total } = must(financeCharge(loan))
    expect(prepaid).toEqual(usd('2500'))
    expect(amountFinanced).toEqual(usd('98800'))
    expect(total).toEqual(usd('116200'))
  })

  it.each([
    ['NothingLent', { ...loan, amountBorrowed: usd('1000') }],
    ['CurrenciesMixed', { ...loan, totalOfPayments: eur('215000') }],
    ['AmountNegative', { ...loan, amountBorrowed: usd('-1') }],
  ])('is refused as %s', (code, facts) => {
    const answer = financeCharge(facts)
    expect(isRefusal(answer) && answer.refused).toBe(code)
  })
})

describe('accuracy', () => {
  it.each([
    ['7.000', 7_125, false, true],
    ['7.000', 7_126, false, false],
    ['7.000', 6_875, false, true],
    ['7.000', 6_874, false, false],
    ['7.000', 7_250, true, true],
    ['7.000', 7_251, true, false],
  ])(
    'of %s where it is %d thousandths, irregular %s: %s',
    (disclosed, actual, irregular, isAccurate) => {
      expect(aprAccuracy(disclosed, ratio(BigInt(actual), 100_000n), irregular)).toMatchObject({
        isAccurate,
        needsNewWaitingPeriod: !isAccurate,
      })
    },
  )

  it('of a rate that is no number is refused', () => {
    expect(aprAccuracy('seven', ratio(7n, 100n), false)).toMatchObject({
      refused: 'NumberUnreadable',
    })
  })

  it.each([
    ['a mortgage, 100 too little', '900', '1000', '9000', true, true],
    ['a mortgage, a cent more too little', '899.99', '1000', '9000', true, false],
    ['a mortgage, far too much', '9000', '1000', '9000', true, true],
    ['a small loan, 5 too much', '105', '100', '1000', false, true],
    ['a small loan, a cent more too much', '105.01', '100', '1000', false, false],
    ['another loan, 10 too little', '90', '100', '1000.01', false, true],
    ['another loan, a cent more too little', '89.99', '100', '1000.01', false, false],
  ])('of a finance charge: %s', (_, disclosed, actual, amountFinanced, isMortgage, accurate) => {
    const facts = { disclosed: usd(disclosed), actual: usd(actual), isMortgage }
    expect(isFinanceChargeAccurate({ ...facts, amountFinanced: usd(amountFinanced) })).toBe(
      accurate,
    )
  })
})

describe('points and fees', () => {
  const loan = (loanAmount: string, total = loanAmount, year = 2026) => ({
    ...{ loanAmount: usd(loanAmount), totalLoanAmount: usd(total), year },
  })

  it.each([
    ['3 %, from the first tier on', loan('137958'), '4138.74'],
    ['the sum, just below', loan('137957.99'), '4139'],
    ['the sum, from the second tier on', loan('82775'), '4139'],
    ['5 %, just below', loan('82774.99'), '4138.74'],
    ['5 %, from the third tier on', loan('27592'), '1379.60'],
    ['the small sum, just below', loan('27591.99'), '1380'],
    ['8 %, below the last tier', loan('17244.99'), '1379.59'],
    ['the percentage is of the total loan amount', loan('200000', '190000'), '5700'],
    ['the tiers of 2014', loan('100000', '100000', 2014), '3000'],
  ])('of a qualified mortgage at most %s', (_, facts, cap) => {
    expect(qualifiedMortgageCap(facts)).toEqual(usd(cap))
  })

  it.each([
    ['5 %', loan('27592'), '1379.60'],
    ['the sum, which is less than 8 %', loan('27591.99'), '1380'],
    ['8 %, which is less than the sum', loan('17000'), '1360'],
  ])('make a high-cost mortgage above %s', (_, facts, trigger) => {
    expect(highCostTrigger(facts)).toEqual(usd(trigger))
  })

  it.each([
    ['YearUnknown', loan('100000', '100000', 2013)],
    ['CurrencyNotDollar', { loanAmount: eur('1'), totalLoanAmount: eur('1'), year: 2026 }],
    ['CurrenciesMixed', { loanAmount: usd('1'), totalLoanAmount: eur('1'), year: 2026 }],
    ['AmountNegative', loan('-1')],
  ])('are refused as %s', (code, facts) => {
    expect(qualifiedMortgageCap(facts)).toMatchObject({ refused: code })
    expect(highCostTrigger(facts)).toMatchObject({ refused: code })
  })
})
