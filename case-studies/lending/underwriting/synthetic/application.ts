import { isRefusal, Money } from '@watertight/domain'
import { chance } from '@watertight/ports'
import { apr, levelPayment, toMoney, toPercent } from '../../rates/index.ts'
import type { FactName } from '../facts/fact-kinds.ts'
import type { FactSet } from '../facts/fact-set.ts'

/** Who said what of a synthetic application. */
const source = 'synthetic application, of nobody'

/** Labelled by its id and by the source of every fact. */
export interface Synthetic {
  readonly id: string
  readonly applicants: { readonly id: string; readonly role: 'primary' | 'joint' }[]
  readonly facts: FactSet
}

/** The average prime offer rate of a year, about as it was: percent, from 2014 on. */
const primeOffer = [4.3, 3.9, 3.7, 4.0, 4.6, 4.0, 3.1, 3.0, 5.3, 6.8, 6.7, 6.8, 6.3]

/**
 * The application of this number: the same on every machine. Nobody's data: amounts, incomes and debts are spread as in
 * public American figures, faults are more frequent than in life so that every rule is met. The README has the table.
 */
export function syntheticApplication(seed: number, index: number): Synthetic {
  const draw = (what: string) => chance(seed, index, what)
  const spread = (what: string, middle: number, deviation: number) =>
    middle * Math.exp(deviation * normal(draw(what), draw(`${what}, too`)))
  const year = 2014 + Math.floor(draw('year') * 13)
  const first = draw('lien') < 0.85
  const days = dates(year, draw)
  const income = spread('income', 8_000, 0.45)
  const loan = Math.max(
    10_000,
    Math.round(
      (first
        ? spread('loan', 3.1, 0.4) * income * 12 * 0.9
        : spread('loan', 0.55, 0.5) * income * 12) / 500,
    ) * 500,
  )
  const toValue = first
    ? 0.55 + 0.43 * draw('loan to value') ** 0.7 + (draw('appraisal') < 0.03 ? 0.1 : 0)
    : 0.06 + 0.28 * draw('loan to value')
  const term = [360, 360, 360, 240, 180, 480][Math.floor(draw('term') ** 1.4 * 6)] ?? 360
  const apor = (primeOffer[year - 2014] ?? 5) + 0.3 * (draw('week') - 0.5)
  const premium =
    draw('price') < 0.07
      ? 1.5 + 8.5 * draw('subprime')
      : 0.25 + 0.45 * normal(draw('premium'), draw('premium, too'))
  const rate = Math.max(1, apor + premium + (first ? 0 : 1.2))
  const fees =
    Math.round(
      loan * 100 * (draw('dear') < 0.05 ? 0.025 + 0.07 * draw('fees') : 0.022 * draw('fees')),
    ) / 100
  const noteRate = rate.toFixed(3)
  const amount = usd(loan)
  const payment = paymentOf(amount, noteRate, term)
  const late = draw('late')
  const values: { readonly [N in FactName]: unknown } = {
    product: first ? (draw('product') < 0.6 ? 'purchase' : 'refinance') : 'improvement',
    lien: first ? 'first' : 'subordinate',
    propertyKind: draw('home') < 0.06 ? 'manufactured' : 'site-built',
    securedBy: draw('home') < 0.02 ? 'personal-property' : 'real-property',
    paymentFeature:
      draw('feature') < 0.97 ? 'level' : draw('which') < 0.7 ? 'interest-only' : 'balloon',
    ...days,
    loanAmount: amount.toJSON(),
    totalLoanAmount: amount.minus(usd(fees)).toJSON(),
    pointsAndFees: usd(fees).toJSON(),
    propertyValue: usd(Math.round(loan / toValue / 1_000) * 1_000).toJSON(),
    termMonths: term,
    noteRate,
    apr: aprOf(amount, usd(fees), payment, term) ?? noteRate,
    apor: apor.toFixed(2),
    prepaymentPenaltyMonths: draw('penalty') < 0.95 ? 0 : draw('penalty months') < 0.9 ? 24 : 60,
    monthlyIncome: usd(income).toJSON(),
    monthlyDebts: usd(income * 0.22 * draw('debts') ** 1.5).toJSON(),
    propertyCosts: usd((loan / toValue) * (first ? 0.0011 : 0.0002)).toJSON(),
    simultaneousPayment: usd(first && draw('second') > 0.06 ? 0 : income * 0.05).toJSON(),
    reserves: usd(Number(payment.toDecimal()) * (0.4 + spread('reserves', 7, 0.8))).toJSON(),
    incomeIsVerified: draw('income papers') > 0.02,
    employmentIsVerified: draw('employment papers') > 0.015,
    employmentMonths: Math.floor(spread('employment', 62, 0.8)),
    creditScore: Math.round(
      Math.min(850, Math.max(450, 735 + 55 * normal(draw('score'), draw('score, too')))),
    ),
    creditLines: Math.floor(14 * draw('lines') ** 1.2),
    latePayments: late < 0.8 ? 0 : Math.ceil((late - 0.8) * 25),
    recentInquiries: Math.floor(8 * draw('inquiries') ** 2.2),
    hasOpenBankruptcy: draw('bankruptcy') < 0.012,
  }
  const id = `synthetic-${seed}-${index}`
  const joint = draw('joint') < 0.4 ? [{ id: `${id}-b`, role: 'joint' as const }] : []
  return {
    id,
    applicants: [{ id: `${id}-a`, role: 'primary' }, ...joint],
    facts: factsOf(values, days.applicationCompletedOn, draw),
  }
}

type Draw = (what: string) => number

/** One in fifty lacks a fact; one in fifty has a credit report from a fallback. */
function factsOf(values: { readonly [N in FactName]: unknown }, at: string, draw: Draw): FactSet {
  const absent =
    draw('absent') < 0.02
      ? (['reserves', 'creditScore', 'employmentMonths', 'propertyValue'] as const)[
          Math.floor(draw('which fact') * 4)
        ]
      : undefined
  const isDegraded = draw('degraded') < 0.02
  const facts = Object.entries(values).flatMap(([name, value]) => {
    if (name === absent) return []
    const fact = { value, source, at: `${at}T12:00:00Z` }
    return [[name, name === 'creditScore' && isDegraded ? { ...fact, isDegraded: true } : fact]]
  })
  return Object.fromEntries(facts) as FactSet
}

function dates(year: number, draw: Draw) {
  const completed = Date.UTC(year, 0, 1) + Math.floor(draw('day') * 365) * dayMs
  const on = (days: number) =>
    new Date(completed + Math.floor(days) * dayMs).toISOString().slice(0, 10)
  return {
    applicationCompletedOn: on(0),
    rateLockedOn: on(2 + 10 * draw('lock')),
    // what is late is later than the thirty days of the notice
    actionTakenOn: on(draw('slow') < 0.02 ? 31 + 10 * draw('action') : 3 + 20 * draw('action')),
    consummationOn: on(45 + 30 * draw('closing')),
  }
}

const dayMs = 86_400_000
const usd = (dollars: number) => Money.parse(dollars.toFixed(2), 'USD')

/** Two even chances as a normal one (Box and Muller). */
const normal = (one: number, other: number) =>
  Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other)

function paymentOf(amount: Money, ratePercent: string, payments: number): Money {
  const exact = levelPayment({ amount, ratePercent, payments })
  if (isRefusal(exact)) throw new Error(exact.because)
  return toMoney(exact)
}

/** By appendix J, on what is left after the fees. */
function aprOf(amount: Money, fees: Money, payment: Money, term: number): string | undefined {
  const rate = apr({
    advances: [{ amount: amount.minus(fees), fullUnitPeriods: 0 }],
    payments: Array.from({ length: term }, (_, index) => ({
      amount: payment,
      fullUnitPeriods: index + 1,
    })),
    unitPeriodsPerYear: '12',
  })
  return isRefusal(rate) ? undefined : toPercent(rate, 3)
}
