import { divide, isRefusal, Money, type Refusal, type Rounding, refuse } from '@watertight/domain'
import { type Fixed, one, rounded, whole } from '../number/fixed.ts'
import { type Ratio, ratio, readRatio, times } from '../number/ratio.ts'
import { checkAmounts, checkCount } from '../solve/checked.ts'
import type { ExactMoney } from './exact-money.ts'
import { type LoanCalendar, type Periods, periodsOf, type UnfitCalendar } from './loan-calendar.ts'
import { type PaymentRule, paymentsOf, type UnfitRule } from './payment-rule.ts'

/** A part of a loan's life: so many payments at a yearly nominal rate, by a rule. */
export type Stage = PaymentRule & { readonly payments: number; readonly ratePercent: string }

export interface LoanTerms {
  readonly amount: Money
  readonly calendar: LoanCalendar
  readonly stages: readonly Stage[]
  /**
   * `each-payment`: interest and payment are rounded to the minor unit each time, the last payment takes up the difference; what servicers
   * and pocket calculators do. `unrounded`: nothing is rounded inside, every figure is in print; what the disclosures of the EU and of
   * Regulation Z assume.
   */
  readonly rounding: 'each-payment' | 'unrounded'
  /** Of a payment where `each-payment` rounds it: `half-up`, unless told. Interest is always rounded half up. */
  readonly paymentRounding?: Rounding
}

export interface ScheduleRow {
  readonly number: number
  /** Where the calendar has days. */
  readonly due: string | undefined
  readonly payment: Money
  readonly interest: Money
  /** Below zero where a payment does not cover the interest. */
  readonly principal: Money
  /** What is owed after it. */
  readonly balance: Money
}

export interface Totals {
  readonly interest: ExactMoney
  readonly principal: ExactMoney
  readonly payments: ExactMoney
}

export interface LoanSchedule {
  readonly rows: readonly ScheduleRow[]
  /** The sums over rows, from one number to another and with both, before any rounding in print; over all of them, unless told. */
  totals(first?: number, last?: number): Totals
  /** The most that is owed after any payment, or at first. */
  readonly highestBalance: ExactMoney
}

export type NoSchedule = UnfitRule | UnfitCalendar | Refusal<'RateNegative' | 'NothingLent'>

/** A row before it is rounded for print. */
interface ExactRow {
  readonly payment: Fixed
  readonly interest: Fixed
  readonly balance: Fixed
}

/** Every payment of a loan until nothing is owed: the last one takes what is left, a balloon too; one that would pay more than is owed is the last. */
export function schedule(terms: LoanTerms): LoanSchedule | NoSchedule {
  const { amount, calendar, stages } = terms
  const unfit = checkTerms(terms)
  if (unfit) return unfit
  const periods = periodsOf(calendar)
  if (isRefusal(periods)) return periods
  const total = stages.reduce((sum, stage) => sum + stage.payments, 0)
  const exact: ExactRow[] = []
  for (const stage of stages) {
    const refusal = play(stage, { terms, periods, total, exact })
    if (refusal) return refusal
    if (exact.at(-1)?.balance === 0n) break
  }
  return inPrint(exact, periods, amount)
}

function checkTerms({ amount, stages }: LoanTerms): NoSchedule | undefined {
  const unfit = checkAmounts([amount, ...stages.flatMap(amountsOf)])
  if (unfit) return unfit
  if (!amount.isPositive()) return refuse('NothingLent', 'a loan is of more than nothing')
  const total = stages.reduce((sum, { payments }) => sum + payments, 0)
  for (const count of [...stages.map(({ payments }) => payments), total]) {
    const wrong = checkCount('payments', count)
    if (wrong) return wrong
  }
  return undefined
}

const amountsOf = (rule: PaymentRule): readonly Money[] =>
  [
    'amount' in rule ? rule.amount : undefined,
    'first' in rule ? rule.first : undefined,
    'atLeast' in rule ? rule.atLeast : undefined,
  ].filter((it) => it !== undefined)

interface Course {
  readonly terms: LoanTerms
  readonly periods: Periods
  readonly total: number
  readonly exact: ExactRow[]
}

function play(stage: Stage, course: Course): NoSchedule | undefined {
  const { terms, periods, total, exact } = course
  const rate = nominalRate(stage.ratePercent)
  if (isRefusal(rate)) return rate
  const done = exact.length
  let owed = exact.at(-1)?.balance ?? whole(terms.amount.minor)
  const factor = (index: number) => times(rate, periods.share(done + index))
  const start = { owed, remaining: total - done, factor, before: exact.at(-1)?.payment }
  const payments = paymentsOf(stage, start)
  if (isRefusal(payments)) return payments
  const isRounded = terms.rounding === 'each-payment'
  for (let index = 1; index <= stage.payments && owed !== 0n; index++) {
    const { numerator, denominator } = factor(index)
    const interest = isRounded
      ? whole(divide((owed / one) * numerator, denominator, 'half-up'))
      : (owed * numerator) / denominator
    const asked = payments(index, owed, interest)
    const rule = isRounded ? whole(roundedPayment(asked, terms.paymentRounding)) : asked
    const due = owed + interest
    const payment = rule > due || done + index === total ? due : rule
    owed = due - payment
    exact.push({ payment, interest, balance: owed })
  }
  return undefined
}

const roundedPayment = (payment: Fixed, rounding: Rounding = 'half-up'): bigint =>
  rounding === 'half-up' ? rounded(payment) : divide(payment, one, rounding)

/** A yearly rate in percent, not below zero. */
export function nominalRate(percent: string): Ratio | Refusal<'NumberUnreadable' | 'RateNegative'> {
  const rate = readRatio(percent)
  if (isRefusal(rate)) return rate
  if (rate.numerator < 0n)
    return refuse(
      'RateNegative',
      `a nominal rate of ${percent} % is below zero; no loan here pays its borrower`,
    )
  return times(rate, ratio(1n, 100n))
}

function inPrint(exact: readonly ExactRow[], periods: Periods, amount: Money): LoanSchedule {
  const { currency } = amount
  const print = (minor: Fixed): Money => Money.ofMinor(rounded(minor), currency)
  const rows = exact.map(({ payment, interest, balance }, index) => ({
    number: index + 1,
    due: periods.due(index + 1),
    payment: print(payment),
    interest: print(interest),
    principal: print(payment - interest),
    balance: print(balance),
  }))
  const totals = (first = 1, last = exact.length): Totals => {
    const chosen = exact.slice(first - 1, last)
    const payments = chosen.reduce((sum, row) => sum + row.payment, 0n)
    const interest = chosen.reduce((sum, row) => sum + row.interest, 0n)
    return {
      interest: { exactMinor: interest, currency },
      principal: { exactMinor: payments - interest, currency },
      payments: { exactMinor: payments, currency },
    }
  }
  const balances = exact.map(({ balance }) => balance)
  const highest = balances.reduce((a, b) => (a > b ? a : b), whole(amount.minor))
  return { rows, totals, highestBalance: { exactMinor: highest, currency } }
}
