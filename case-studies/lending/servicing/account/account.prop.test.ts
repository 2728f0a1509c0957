import { isRefusal, Money } from '@watertight/domain'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayAfter, daysFromTo } from '../../rates/index.ts'
import { accountOn, instalmentsOf, type LedgerEntry } from './account.ts'
import { payoffQuote } from './payoff.ts'
import type { Terms } from './terms.ts'

const D = Decimal.clone({ precision: 60 })
const usd = (minor: number | bigint) => Money.ofMinor(minor, 'USD')

const dayCounts = ['30/360', '30E/360', 'actual/360', 'actual/365', 'actual/actual'] as const
const terms: fc.Arbitrary<Terms> = fc
  .record({
    amount: fc.integer({ min: 1_000_00, max: 900_000_00 }).map((minor) => usd(minor).toJSON()),
    ratePercent: fc.integer({ min: 0, max: 30_000 }).map((it) => (it / 1000).toFixed(3)),
    payments: fc.integer({ min: 1, max: 120 }),
    consummatedOn: fc.constantFrom('2023-12-31', '2024-01-15', '2024-02-01'),
    firstDueOn: fc.constantFrom('2024-03-01', '2024-03-31', '2024-04-15'),
    paidAtClosing: fc.integer({ min: 0, max: 25 }),
    dayCount: fc.constantFrom(...dayCounts),
    allocation: fc.constantFrom(
      'fees-interest-principal' as const,
      'interest-fees-principal' as const,
    ),
  })
  .map(({ paidAtClosing, ...of }) => ({
    ...of,
    interestFrom: dayAfter(of.consummatedOn, paidAtClosing),
  }))

/** What a borrower may do: pay any part of what is owed, or have a fee, on any day of the first years, told in any order. */
const happenings = fc.array(
  fc.record({
    is: fc.constantFrom('payment' as const, 'payment' as const, 'fee' as const),
    day: fc.integer({ min: 0, max: 900 }),
    part: fc.integer({ min: 1, max: 900 }),
  }),
  { maxLength: 12 },
)

/** A ledger that never pays more than is owed. */
function ledgerOf(
  of: Terms,
  wanted: readonly { is: 'payment' | 'fee'; day: number; part: number }[],
) {
  const ledger: LedgerEntry[] = []
  // in the order of days, so that each may be a part of what is owed on its day
  for (const { is, day, part } of wanted.toSorted((a, b) => a.day - b.day)) {
    const on = dayAfter(of.consummatedOn, day)
    const { owed } = accountOn(of, ledger, on)
    const amount = is === 'fee' ? usd(part * 7) : owed.timesRatio(part, 1_000, 'up')
    if (amount.isPositive())
      ledger.push({ is, id: `${is}-${ledger.length}`, on, amount: amount.toJSON() })
  }
  return ledger
}

const lastDay = (of: Terms, ledger: readonly LedgerEntry[]) =>
  ledger.reduce((last, { on }) => (on > last ? on : last), of.consummatedOn)

describe('a loan, whatever its terms', () => {
  it('that is paid as agreed has the rows of its schedule, and ends with nothing owed', () =>
    fc.assert(
      fc.property(terms, (of) => {
        const instalments = instalmentsOf(of)
        // such terms are not boarded: what is short of the interest would be owed, and bear none
        fc.pre(instalments.every(({ principal }) => !principal.isNegative()))
        const ledger = instalments.map(
          ({ number, dueOn: on, amount }): LedgerEntry => ({
            ...{ is: 'payment', id: `p-${number}`, on, amount: amount.toJSON() },
          }),
        )
        const account = accountOn(of, ledger, instalments.at(-1)?.dueOn ?? '')
        expect(account.owed).toEqual(usd(0))
        expect(account.excess).toEqual(usd(0))
        expect(account.instalments.every(({ unpaid }) => unpaid.isZero())).toBe(true)
        const rows = account.payments.map(({ interest, principal, balance }) =>
          [interest, principal, balance].map(String),
        )
        expect(rows).toEqual(
          instalments.map((row) => [row.interest, row.principal, row.balance].map(String)),
        )
      }),
      { numRuns: 60 },
    ))

  it('that is paid in any parts on any days folds to zero by its payoff quote, principal parts sum to the amount, no cent is lost', () =>
    fc.assert(
      fc.property(terms, happenings, fc.integer({ min: 0, max: 400 }), (of, wanted, later) => {
        const ledger = ledgerOf(of, wanted)
        const on = dayAfter(lastDay(of, ledger), later)
        const quote = payoffQuote({ terms: of, ledger }, on)
        if (isRefusal(quote)) throw new Error(quote.because)
        const amount = { amount: quote.total, currency: 'USD' }
        const paid = accountOn(of, [...ledger, { is: 'payment', id: 'last', on, amount }], on)
        expect(paid.owed).toEqual(usd(0))
        expect(paid.excess).toEqual(usd(0))
        const sum = (part: 'amount' | 'fees' | 'interest' | 'principal') =>
          paid.payments.reduce((total, one) => total.plus(one[part]), usd(0))
        expect(sum('principal')).toEqual(Money.from(of.amount))
        expect(sum('amount')).toEqual(sum('fees').plus(sum('interest')).plus(sum('principal')))
        const fees = ledger.filter(({ is }) => is === 'fee')
        expect(sum('fees')).toEqual(
          fees.reduce((total, one) => total.plus(Money.from(one.amount)), usd(0)),
        )
      }),
      { numRuns: 100 },
    ))

  it('is the same in whatever order payments of different days are told', () =>
    fc.assert(
      fc.property(terms, happenings, fc.nat(), (of, wanted, turn) => {
        const days = new Set<string>()
        const ledger = ledgerOf(of, wanted).filter(({ on }) => !days.has(on) && days.add(on))
        const at = ledger.length === 0 ? 0 : turn % ledger.length
        const turned = [...ledger.slice(at), ...ledger.slice(0, at)]
        const on = lastDay(of, ledger)
        expect(accountOn(of, turned, on)).toEqual(accountOn(of, ledger, on))
      }),
      { numRuns: 60 },
    ))

  it('owes more with every day, and a day more costs no less than nothing', () =>
    fc.assert(
      fc.property(terms, happenings, (of, wanted) => {
        const ledger = ledgerOf(of, wanted)
        const on = lastDay(of, ledger)
        const owed = [0, 1, 30, 365].map((days) => accountOn(of, ledger, dayAfter(on, days)).owed)
        for (const [index, one] of owed.entries())
          expect(one.compare(owed[index + 1] ?? one)).toBeLessThanOrEqual(0)
      }),
      { numRuns: 40 },
    ))
})

describe('beside decimal.js', () => {
  /** The same loan by another hand: actual days over 365, fees or interest first, in 60 digits, rounded with each payment. */
  function oracle(of: Terms, ledger: readonly LedgerEntry[], day: string) {
    const cents = ({ amount }: { readonly amount: string }) => new D(amount).times(100)
    let [principal, interest, fees] = [cents(of.amount), new D(0), new D(0)]
    let from = of.interestFrom
    const earn = (to: string) => {
      if (to <= from) return
      const earned = principal.times(of.ratePercent).times(daysFromTo(from, to)).div(36_500)
      interest = interest.plus(earned.toDecimalPlaces(0, D.ROUND_HALF_UP))
      from = to
    }
    const sorted = ledger.toSorted((a, b) =>
      a.on === b.on ? (a.is === 'fee' ? 0 : 1) - (b.is === 'fee' ? 0 : 1) : a.on < b.on ? -1 : 1,
    )
    for (const { is, on, amount } of sorted) {
      if (is === 'fee') {
        fees = fees.plus(cents(amount))
        continue
      }
      earn(on)
      let left = cents(amount)
      const pay = (owed: Decimal) => {
        const paid = D.min(left, owed)
        left = left.minus(paid)
        return owed.minus(paid)
      }
      if (of.allocation === 'fees-interest-principal') fees = pay(fees)
      interest = pay(interest)
      if (of.allocation === 'interest-fees-principal') fees = pay(fees)
      principal = pay(principal)
    }
    earn(day)
    return [principal, interest, fees].map((it) => it.toFixed(0))
  }

  it('principal, interest and fees agree to the cent', () =>
    fc.assert(
      fc.property(terms, happenings, fc.integer({ min: 0, max: 500 }), (any, wanted, later) => {
        const of = { ...any, dayCount: 'actual/365' as const }
        const ledger = ledgerOf(of, wanted)
        const on = dayAfter(lastDay(of, ledger), later)
        const { principal, interest, fees } = accountOn(of, ledger, on)
        const ours = [principal, interest, fees].map(({ minor }) => String(minor))
        expect(ours).toEqual(oracle(of, ledger, on))
      }),
      { numRuns: 100 },
    ))
})
