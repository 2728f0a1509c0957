import type { Money } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import * as rates from '../index.ts'
import { eur, must, series, usd } from '../test-kit/values.ts'
import data from './worked-examples.json' with { type: 'json' }

interface Example {
  readonly id: string
  readonly kind: string
  readonly label: string
  readonly inputs: any
  readonly expected: any
  readonly computed: any
}
const examples: readonly Example[] = data.examples

const decimals = (figure: string) => figure.split('.')[1]?.length ?? 0
const sum = (amounts: readonly Money[]) => amounts.reduce((total, it) => total.plus(it))

/** As printed, and as computed apart from this project in 45 digits, to all the digits that gave. */
function expectPercent(actual: rates.Ratio, printed: string, computed: string): void {
  expect(rates.toPercent(actual, decimals(printed))).toBe(printed)
  expect(rates.toPercent(actual, decimals(computed))).toBe(computed)
}

/** In whole dollars as printed, and in cents as computed apart. */
function expectDollars(actual: rates.ExactMoney, printed: string, computed: string): void {
  expect(rates.toWholeUnits(actual)).toEqual(usd(printed))
  expect(rates.toMoney(actual)).toEqual(usd(computed))
}

const checks: { readonly [kind: string]: (example: Example) => void } = {
  'regz-appendix-j': expectApr,
  'regz-appendix-j-derived': expectApr,
  'regz-composite-apr': ({ inputs, expected, computed }) => {
    const plan = monthly(inputs.loanAmount, stagesOf(inputs.rateLevels))
    const payments = plan.rows.map(({ payment }) => payment)
    expect([payments[0], payments[12]]).toEqual(computed.payments.map(usd))
    expect(Map.groupBy(payments, String).size).toBe(expected.payments.length)
    const charge = must(
      rates.financeCharge({
        amountBorrowed: usd(inputs.loanAmount),
        charges: [],
        totalOfPayments: sum(payments),
        isSecuredByRealProperty: true,
      }),
    )
    expect(sum(payments)).toEqual(usd(expected.totalOfPayments))
    expect(charge.total).toEqual(usd(expected.financeCharge))
    const apr = rates.apr({
      advances: [{ amount: charge.amountFinanced, fullUnitPeriods: 0 }],
      payments: plan.rows.map((row) => ({ amount: row.payment, fullUnitPeriods: row.number })),
      unitPeriodsPerYear: '12',
    })
    expectPercent(must(apr), expected.aprPercent, computed.aprPercent)
  },
  'atr-qm-payment': expectUnderwriting,
  'apr-tolerance': ({ inputs, expected, computed }) => {
    const actual = rates.ratio(BigInt(inputs.actualAprPercent.replace('.', '')), 10_000n)
    const { disclosedAprPercent, irregular } = inputs
    const verdict = must(rates.aprAccuracy(disclosedAprPercent, actual, irregular))
    expect(verdict.isAccurate).toBe(expected.accurate)
    expect(verdict.needsNewWaitingPeriod).toBe(expected.newWaitingPeriod)
    expect(rates.toPercent(verdict.difference, 2)).toBe(computed.difference)
  },
  'points-and-fees': ({ inputs, expected }) => {
    if ('tierYear' in inputs) {
      const [loanAmount, total] = [usd(inputs.loanAmount), usd(inputs.totalLoanAmount)]
      const loan = { loanAmount, totalLoanAmount: total, year: inputs.tierYear }
      expect(rates.qualifiedMortgageCap(loan)).toEqual(usd(expected.cap))
      return
    }
    const total = rates.totalLoanAmount({
      amountBorrowed: usd(inputs.amountBorrowed),
      financedFees: inputs.financedFees.map((fee: any) => ({
        amount: usd(fee.amount),
        isPointsAndFees: fee.inPointsAndFees,
      })),
      prepaidFinanceCharge: usd(inputs.prepaidFinanceCharge),
    })
    expect(total).toEqual({
      amountFinanced: usd(expected.amountFinanced),
      totalLoanAmount: usd(expected.totalLoanAmount),
    })
  },
  'hmda-uli': ({ inputs, expected }) => {
    const uli = must(rates.universalLoanIdentifier(inputs.lei, inputs.loanId))
    expect(uli).toBe(expected.uli)
    expect(uli.slice(-2)).toBe(expected.checkDigit)
    expect(rates.isUniversalLoanIdentifier(uli)).toBe(true)
  },
  'trid-closing-disclosure': ({ inputs, expected, computed }) => {
    const figures = must(
      rates.loanCalculations({
        loanAmount: usd(inputs.loanAmount),
        ratePercent: inputs.ratePercent,
        months: inputs.termMonths,
        monthlyMortgageInsurance: usd(inputs.monthlyMortgageInsurance),
        mortgageInsuranceMonths: inputs.mortgageInsuranceMonths,
        totalLoanCosts: usd(inputs.totalLoanCosts),
        prepaidInterest: usd(inputs.prepaidInterest),
        prepaidFinanceCharge: usd('0'),
      }),
    )
    expect(figures.principalAndInterest).toEqual(usd(expected.principalAndInterest))
    expect(figures.financeCharge).toEqual(usd(expected.financeCharge))
    expect(figures.amountFinanced).toEqual(usd(expected.amountFinanced))
    expect(figures.totalOfPayments).toEqual(usd(expected.totalOfPayments))
    expectPercent(figures.apr, expected.aprPercent, computed.aprPercent)
    expectPercent(figures.totalInterestPercentage, expected.tipPercent, computed.tipPercent)
  },
  amortization: expectAmortization,
  'eu-aprc': expectAprc,
  'eu-time-interval': ({ inputs, expected }) => {
    const { firstDrawdown, payment, unit } = inputs
    expect(rates.euInterval(firstDrawdown, payment, unit)).toMatchObject(expected)
  },
  'eu-aprc-rounding': ({ inputs, expected }) => {
    const aprc = rates.ratio(BigInt(inputs.aprcPercent.replace('.', '')), 100_000n)
    expect(rates.toPercent(aprc, 1)).toBe(expected.oneDecimal)
    expect(rates.toPercent(aprc, 2)).toBe(expected.twoDecimals)
  },
  'adverse-impact-ratio': ({ inputs, expected }) => {
    const [control, other] = inputs.groups
    const impact = must(rates.adverseImpact(control, other))
    const [controlRate, otherRate] = expected.rates
    expect(rates.toPercent(impact.controlRate, 0)).toBe(controlRate.replace('0.', ''))
    expect(rates.toPercent(impact.protectedRate, 0)).toBe(otherRate.replace('0.', ''))
    expect(rates.toPercent(impact.ratio, 0)).toBe(expected.ratio.replace('0.', ''))
    expect(impact.isBelowFourFifths).toBe(expected.belowFourFifths)
  },
  'risk-based-pricing-notice': ({ inputs, expected }) => {
    if (inputs.method === 'tiers')
      expect(rates.noticeTiers(inputs.tiers)).toEqual({
        without: expected.tiersWithoutNotice,
        with: expected.tiersWithNotice,
      })
    else expect(rates.needsNoticeByScore(inputs.cutoff, inputs.score)).toBe(expected.noticeRequired)
  },
}

function expectApr({ inputs, expected, computed }: Example): void {
  const withMoney = (flow: any) => ({ ...flow, amount: usd(flow.amount) })
  const [advances, payments] = [inputs.advances.map(withMoney), inputs.payments.map(withMoney)]
  const { unitPeriodsPerYear } = inputs
  const apr = must(rates.apr({ advances, payments, unitPeriodsPerYear }))
  expectPercent(apr, expected.aprPercent, computed.aprPercent)
  if (!inputs.dates) return
  const { advance: begins, firstPayment } = inputs.dates
  const dated = must(
    rates.datedApr({
      begins,
      advances: [{ on: begins, amount: advances[0].amount }],
      payments: onDays(firstPayment, payments, unitPeriodsPerYear),
    }),
  )
  expect(dated.apr).toEqual(apr)
}

/** The payments on the days they are due, one unit-period apart. */
function onDays(first: string, payments: readonly any[], perYear: string): rates.DatedAmount[] {
  const amounts: Money[] = payments.flatMap(({ amount, count }) => Array(count).fill(amount))
  const every = perYear === '52' ? { days: 7 } : { months: 12 / Number(perYear) || 0 }
  const days = series(first, amounts.length, every, usd('0'))
  return days.map(({ on }, index) => ({ on, amount: amounts[index] ?? usd('0') }))
}

const monthly = (
  amount: string,
  stages: readonly rates.Stage[],
  rounding: rates.LoanTerms['rounding'] = 'unrounded',
) => must(rates.schedule({ amount: usd(amount), calendar: { perYear: 12 }, stages, rounding }))

const stagesOf = (levels: readonly { nominalPercent: string; months: number }[]): rates.Stage[] =>
  levels.map(({ nominalPercent, months }) => ({
    pays: 'level',
    payments: months,
    ratePercent: nominalPercent,
  }))

function expectUnderwriting({ id, inputs, expected, computed }: Example): void {
  const amount = usd(inputs.loanAmount)
  const months = inputs.termMonths ?? inputs.amortMonths
  const level = (ratePercent: string) =>
    must(rates.levelPayment({ amount, ratePercent, payments: months }))
  if (id === 'qm-arm-max-rate') {
    const path = inputs.path.map(([ratePercent, length]: [string, number]) => ({
      ratePercent,
      months: length,
    }))
    const { maxRatePercent: maximumRatePercent } = inputs
    const loan = { amount, months, path, maximumRatePercent }
    const { balance, onBalance, onLoanAmount } = must(rates.qualifiedMortgagePayment(loan))
    expectDollars(balance, expected.balanceAfter48, computed.balanceAfter48)
    expectDollars(onBalance, expected.paymentOnBalance, computed.paymentOnBalance)
    expectDollars(onLoanAmount, expected.paymentOnLoanAmount, computed.paymentOnLoanAmount)
  } else if (id === 'atr-negam-graduated') {
    const { payment, maximumLoanAmount } = must(
      rates.underwritingPayment({
        feature: 'negative-amortization',
        ...{ amount, months, ratePercent: inputs.ratePercent },
        firstPayment: usd(inputs.firstYearPayment),
        risesYearlyByPercent: inputs.annualIncreasePercent,
        shortMonths: inputs.negAmMonths,
      }),
    )
    expectDollars(payment, expected.underwritingPayment, computed.underwritingPayment)
    if (!maximumLoanAmount) throw new Error('the maximum loan amount is not told')
    expectDollars(maximumLoanAmount, expected.maximumLoanAmount, computed.maximumLoanAmount)
  } else if (id === 'atr-balloon-3y') {
    const { ratePercent, balloonAtPayment: balloonAt } = inputs
    const balloon = { amount, months, ratePercent, balloonAt, isHigherPriced: false }
    const { payment } = must(rates.underwritingPayment({ feature: 'balloon', ...balloon }))
    expectDollars(payment, expected.balloonPayment, computed.balloonPayment)
    expectDollars(level(ratePercent), expected.payment, computed.payment)
  } else if (id === 'atr-interest-only-fixed') {
    const { ratePercent: introductoryRatePercent, interestOnlyMonths } = inputs
    const loan = { amount, months, introductoryRatePercent, interestOnlyMonths }
    const { payment } = must(rates.underwritingPayment({ feature: 'interest-only', ...loan }))
    expectDollars(payment, expected.underwritingPayment, computed.underwritingPayment)
    const plan = monthly(inputs.loanAmount, [
      { pays: 'interest-only', payments: interestOnlyMonths, ratePercent: inputs.ratePercent },
      { pays: 'level', payments: months - interestOnlyMonths, ratePercent: inputs.ratePercent },
    ])
    const { payments } = plan.totals(1, 1)
    expectDollars(payments, expected.interestOnlyPayment, computed.interestOnlyPayment)
  } else if (id === 'atr-arm-fully-indexed') {
    const { introRatePercent: introductoryRatePercent, indexPercent, marginPercent } = inputs
    const fullyIndexedRatePercent = String(Number(indexPercent) + Number(marginPercent))
    const { payment } = must(
      rates.underwritingPayment({
        feature: 'none',
        ...{ amount, months, introductoryRatePercent, fullyIndexedRatePercent },
      }),
    )
    expectDollars(payment, expected.underwritingPayment, computed.underwritingPayment)
    const scheduled = level(introductoryRatePercent)
    expectDollars(scheduled, expected.scheduledIntroPayment, computed.scheduledIntroPayment)
  } else {
    const loan = { amount, months, introductoryRatePercent: inputs.ratePercent }
    const { payment } = must(rates.underwritingPayment({ feature: 'none', ...loan }))
    expectDollars(payment, expected.payment, computed.payment)
  }
}

function expectAmortization({ id, inputs, expected, computed }: Example): void {
  const stage: rates.Stage = {
    pays: 'level',
    payments: inputs.termMonths,
    ratePercent: inputs.ratePercent ?? inputs.nominalRatePercent,
  }
  const isUnrounded = id === 'eu-01-schedule'
  const plan = monthly(inputs.principal, [stage], isUnrounded ? 'unrounded' : 'each-payment')
  const row = (number: number) => {
    const found = plan.rows[number - 1]
    if (!found) throw new Error(`there is no row ${number}`)
    return found
  }
  const year = (number: number) => {
    const { interest, principal } = plan.totals(12 * number - 11, 12 * number)
    return { interest: rates.toMoney(interest), principal: rates.toMoney(principal) }
  }
  for (const printed of expected.rows ?? [])
    expect(row(printed.period)).toMatchObject({
      interest: usd(printed.interest),
      principal: usd(printed.principal),
      balance: usd(printed.balance),
    })
  for (const [number, interest] of Object.entries<string>(expected.interestByYear ?? {}))
    expect(year(Number(number)).interest).toEqual(usd(interest))
  const figures: { readonly [name: string]: () => Money } = {
    payment: () => row(1).payment,
    interest1: () => row(1).interest,
    principal1: () => row(1).principal,
    interest2: () => row(2).interest,
    principal2: () => row(2).principal,
    interestYear1: () => year(1).interest,
    principalYear1: () => year(1).principal,
    interestYear2: () => year(2).interest,
    principalYear2: () => year(2).principal,
    balanceAfter12: () => row(12).balance,
    balanceAfter24: () => row(24).balance,
    totalInterest: () => rates.toMoney(plan.totals().interest),
    totalOfRoundedPayments: () => sum(plan.rows.map(({ payment }) => payment)),
  }
  for (const [name, printed] of Object.entries<any>({ ...expected, ...computed }))
    if (name !== 'rows' && name !== 'interestByYear')
      expect({ [name]: figures[name]?.() }).toEqual({ [name]: usd(printed) })
}

function expectAprc({ id, inputs, expected, computed }: Example): void {
  const flows = inputs.flows?.map(euFlow) ?? flowsByRule(id, inputs)
  const aprc = must(rates.aprc(flows))
  expect(rates.toPercent(aprc, 1)).toBe(expected.aprcRounded1dp)
  // what was computed apart began from a first payment in whole cents; the print is met by payments that rise unrounded
  const { aprcPercent } = id === 'eu-09' ? expected : computed
  expect(rates.toPercent(aprc, decimals(aprcPercent))).toBe(aprcPercent)
  const off = Number(rates.toPercent(aprc, 9)) - Number(expected.aprcPercent)
  expect(Math.abs(off)).toBeLessThanOrEqual(Number(expected.tolerancePoints))
}

const euFlow = ({ everyMonths, ...flow }: any): rates.EuFlow => ({
  ...flow,
  amount: eur(flow.amount),
  ...(everyMonths && { every: { months: everyMonths } }),
})

/** The examples that tell the rule of their instalments instead of each. */
function flowsByRule(id: string, inputs: any): readonly rates.EuFlow[] {
  const amount = eur(inputs.totalAmountOfCredit)
  const ratePercent = inputs.nominalRatePercent
  const rules: { readonly [id: string]: rates.Stage } = {
    'eu-09': { pays: 'rising', byPercent: '3', every: 12, payments: 240, ratePercent },
    'eu-13': { pays: 'equal-principal', payments: 240, ratePercent },
    'eu-15': {
      ...{ pays: 'share-of-balance', percent: '2', atLeast: eur('300') },
      ...{ payments: 1000, ratePercent },
    },
  }
  const rule = rules[id]
  if (!rule) throw new Error(`${id} has no rule`)
  const terms = { amount, calendar: { perYear: 12 }, stages: [rule] }
  const { rows } = must(rates.schedule({ ...terms, rounding: 'unrounded' }))
  const printed = {
    count: rows.length,
    first: rows[0]?.payment.toDecimal(),
    second: rows[1]?.payment.toDecimal(),
    beforeLast: rows.at(-2)?.payment.toDecimal(),
    last: rows.at(-1)?.payment.toDecimal(),
  }
  const check = inputs.check ?? { count: 240, first: '1130.33', last: '1982.05' }
  expect(printed).toMatchObject(check)
  const now = { months: 0 }
  return [
    { type: 'drawdown', amount, at: now },
    { type: 'payment', amount: eur(inputs.upFrontCost), at: now },
    ...rows.map(({ payment, number }) => ({
      type: 'payment' as const,
      amount: payment,
      at: { months: number },
    })),
  ]
}

describe('published worked examples', () => {
  it('are 63, of kinds that are all checked', () => {
    expect(examples).toHaveLength(63)
    expect(new Set(examples.map(({ id }) => id)).size).toBe(63)
    expect(examples.filter(({ kind }) => !checks[kind])).toEqual([])
  })

  it.each(examples.map((it) => [it.id, it.label, it] as const))('%s: %s', (_, __, example) => {
    checks[example.kind]?.(example)
  })
})
