import { type DataOf, isRefusal, type Message, Money } from '@watertight/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AgeAccount,
  BoardLoan,
  type FeeCharged,
  LoanPaidOff,
  PaymentReceived,
  PaymentReturned,
  ReceivePayment,
  ReturnPayment,
} from '../language.ts'
import { accountOn } from './account.ts'
import { LoanAccount } from './loan-account.ts'
import { payoffQuote } from './payoff.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const offer: DataOf<typeof BoardLoan> = {
  ...{ amount: usd('12000.00'), ratePercent: '6', payments: 12, dayCount: '30/360' },
  ...{ consummatedOn: '2026-01-15', interestFrom: '2026-01-15', firstDueOn: '2026-02-15' },
  allocation: 'interest-fees-principal',
}
const returnedBecause = 'the account had no money'

/** A loan that is told things, one after another. */
function loan(terms = offer) {
  let state = LoanAccount.initial()
  const events: Message[] = []
  const told = {
    /** The events that follow, or the refusal; `on` is today. */
    tell(command: Message, on: string) {
      const now = new Date(`${on}T12:00:00Z`)
      const answer = LoanAccount.decide(state, command as never, { id: 'app-7', now })
      if (isRefusal(answer)) return answer
      for (const event of answer) state = LoanAccount.evolve(state, event)
      events.push(...(answer as readonly Message[]))
      return answer as readonly Message[]
    },
    pay(payment: string, amount: string, on: string, today = on) {
      return told.tell(ReceivePayment({ payment, amount: usd(amount), receivedOn: on }), today)
    },
    get state() {
      if (state.is === 'Nothing') throw new Error('nothing was boarded')
      return state
    },
    codeOf(command: Message, on: string) {
      const answer = told.tell(command, on)
      return isRefusal(answer) ? answer.refused : 'accepted'
    },
  }
  told.tell(BoardLoan(terms), terms.consummatedOn)
  return told
}

const only = <T>(answer: ReturnType<ReturnType<typeof loan>['tell']>, type: string): T => {
  if (isRefusal(answer)) throw new Error(answer.because)
  return answer.find((one) => one.type === type)?.data as T
}

describe('a loan', () => {
  it('is boarded with the instalment of its schedule', () => {
    const { state } = loan()
    expect(state.terms).toEqual(offer)
    const [first] = accountOn(offer, [], '2026-01-15').instalments
    expect(first).toMatchObject({ dueOn: '2026-02-15', amount: Money.parse('1032.80', 'USD') })
  })

  it.each([
    ['RateNegative', { ratePercent: '-1' }],
    ['NumberUnreadable', { ratePercent: 'six' }],
    ['NothingLent', { amount: usd('0.00') }],
    ['AmountNegative', { amount: usd('-5.00') }],
    ['DatesOutOfOrder', { firstDueOn: '2026-01-15' }],
    ['DatesOutOfOrder', { interestFrom: '2026-01-14' }],
    ['InterestUncovered', { firstDueOn: '2046-01-15' }],
  ])('with impossible terms is refused: %s', (code, wrong) => {
    const command = BoardLoan({ ...offer, ...wrong })
    const answer = LoanAccount.decide(LoanAccount.initial(), command, {
      ...{ id: 'app-7', now: new Date('2026-01-15') },
    })
    expect(answer).toMatchObject({ refused: code })
  })

  it('whose first days were paid at the closing earns from the day after them, and a payment before is all principal', () => {
    const terms = { ...offer, interestFrom: '2026-02-01', firstDueOn: '2026-03-01' }
    expect(accountOn(terms, [], '2026-01-20').owed).toEqual(Money.parse('12000.00', 'USD'))
    const one = loan(terms)
    one.pay('early', '2000.00', '2026-01-20')
    const { payments, owed } = accountOn(terms, one.state.ledger, '2026-03-01')
    expect(payments[0]?.principal).toEqual(Money.parse('2000.00', 'USD'))
    expect(owed).toEqual(Money.parse('10050.00', 'USD'))
  })

  it('is boarded once', () =>
    expect(loan().codeOf(BoardLoan(offer), '2026-01-16')).toBe('NotPossibleNow'))

  it('paid as agreed is paid off with its last payment, to the cent', () => {
    const one = loan()
    for (const { number, dueOn, amount } of accountOn(offer, [], '2026-01-15').instalments) {
      const answer = one.pay(`p-${number}`, amount.toDecimal(), dueOn)
      if (number === 12)
        expect(only(answer, LoanPaidOff.type)).toEqual({ loan: 'app-7', paidOffOn: '2027-01-15' })
    }
    expect(one.state.is).toBe('PaidOff')
    expect(one.codeOf(AgeAccount({ on: '2027-02-01' }), '2027-02-01')).toBe('accepted')
    expect(
      one.codeOf(
        ReceivePayment({ payment: 'x', amount: usd('1.00'), receivedOn: '2027-02-01' }),
        '2027-02-01',
      ),
    ).toBe('MoreThanOwed')
  })
})

describe('a payment', () => {
  it('is allocated by the policy of the loan', () => {
    const feesFirst = { ...offer, allocation: 'fees-interest-principal' as const }
    for (const [terms, fees, interest] of [
      [feesFirst, '41.31', '8.69'],
      [offer, '0.00', '50.00'],
    ] as const) {
      const one = loan(terms)
      one.tell(AgeAccount({ on: '2026-03-03' }), '2026-03-03') // a late fee of 4 % of 1,032.80
      const paid = only<DataOf<typeof PaymentReceived>>(
        one.pay('p-1', '50.00', '2026-03-04'),
        PaymentReceived.type,
      )
      expect([paid.fees.amount, paid.interest.amount, paid.principal.amount]).toEqual([
        ...[fees, interest, '0.00'],
      ])
    }
  })

  it('beyond what is due prepays principal, and the next instalment stays due', () => {
    const one = loan()
    one.pay('p-1', '5000.00', '2026-02-15')
    const { instalments, principal } = accountOn(offer, one.state.ledger, '2026-02-15')
    expect(principal).toEqual(Money.parse('7060.00', 'USD'))
    // the one that was due and the next
    expect(instalments.filter(({ unpaid }) => unpaid.isZero())).toHaveLength(2)
    const aged = one.tell(AgeAccount({ on: '2026-04-16' }), '2026-04-16')
    expect(aged).toMatchObject([{ data: { daysPastDue: 1, bucket: '1-29' } }])
  })

  it('counts on the day it was received, whenever it is told', () => {
    const [early, late] = [loan(), loan()]
    early.pay('p-1', '1032.80', '2026-02-15')
    early.pay('p-2', '1032.80', '2026-03-15')
    late.pay('p-2', '1032.80', '2026-03-15')
    late.pay('p-1', '1032.80', '2026-02-15', '2026-03-20')
    const owed = (of: typeof early) => accountOn(offer, of.state.ledger, '2026-03-20')
    expect(owed(late)).toEqual(owed(early))
  })

  it('is received once, and what cannot be right is refused', () => {
    const one = loan()
    one.pay('p-1', '1032.80', '2026-02-15')
    expect(one.pay('p-1', '1032.80', '2026-02-15', '2026-02-20')).toEqual([])
    const wrong: [string, Partial<DataOf<typeof ReceivePayment>>][] = [
      ['PaymentKnown', { payment: 'p-1', amount: usd('10.00') }],
      ['CurrenciesMixed', { amount: { amount: '10.00', currency: 'EUR' } }],
      ['NothingPaid', { amount: usd('0.00') }],
      ['NothingPaid', { amount: usd('-3.00') }],
      ['DatesOutOfOrder', { receivedOn: '2026-01-14' }],
      ['DatesOutOfOrder', { receivedOn: '2026-03-02' }],
      ['MoreThanOwed', { amount: usd('99999.00') }],
    ]
    for (const [code, data] of wrong) {
      const payment = { payment: 'p-2', amount: usd('1.00'), receivedOn: '2026-02-16', ...data }
      expect([code, one.codeOf(ReceivePayment(payment), '2026-03-01')]).toEqual([code, code])
    }
  })
})

describe('a payment that is returned', () => {
  it('leaves the loan as if it had never been, but for the fee', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_00, max: 900_00 }), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (amounts, which) => {
          const [one, other] = [loan(), loan()]
          const back = which % amounts.length
          for (const [index, minor] of amounts.entries()) {
            const on = `2026-02-${String(10 + index).padStart(2, '0')}`
            const amount = Money.ofMinor(minor, 'USD').toDecimal()
            one.pay(`p-${index}`, amount, on)
            if (index !== back) other.pay(`p-${index}`, amount, on)
          }
          const payment = `p-${back}`
          const answer = one.tell(
            ReturnPayment({ payment, returnedOn: '2026-03-01', because: returnedBecause }),
            '2026-03-01',
          )
          expect(only(answer, 'FeeCharged')).toMatchObject({ amount: usd('25.00') })
          const [with_, without] = [one, other].map((of) =>
            accountOn(offer, of.state.ledger, '2026-03-02'),
          )
          expect(with_?.fees.minus(Money.parse('25.00', 'USD'))).toEqual(without?.fees)
          expect(with_?.principal).toEqual(without?.principal)
          expect(with_?.interest).toEqual(without?.interest)
          expect(with_?.payments).toEqual(without?.payments)
        },
      ),
      { numRuns: 40 },
    ))

  it('opens a loan again that it had paid off', () => {
    const one = loan()
    const quote = payoffQuote(one.state, '2026-03-15')
    if (isRefusal(quote)) throw new Error(quote.because)
    one.pay('all', quote.total, '2026-03-15')
    expect(one.state.is).toBe('PaidOff')
    const answer = one.tell(
      ReturnPayment({ payment: 'all', returnedOn: '2026-03-18', because: returnedBecause }),
      '2026-03-18',
    )
    expect(only(answer, PaymentReturned.type)).toMatchObject({
      ...{ balance: usd('12000.00'), daysPastDue: 31, bucket: '30-59', lookOn: '2026-03-31' },
    })
    expect(one.state.is).toBe('Active')
  })

  it('is known, is returned once, and not before it came', () => {
    const one = loan()
    one.pay('p-1', '100.00', '2026-02-15')
    const back = (payment: string, returnedOn: string) =>
      one.codeOf(ReturnPayment({ payment, returnedOn, because: returnedBecause }), '2026-02-20')
    expect(back('p-9', '2026-02-20')).toBe('PaymentUnknown')
    expect(back('p-1', '2026-02-14')).toBe('DatesOutOfOrder')
    expect(back('p-1', '2026-02-21')).toBe('DatesOutOfOrder')
    expect(back('p-1', '2026-02-20')).toBe('accepted')
    expect(back('p-1', '2026-02-20')).toBe('AlreadyReturned')
    expect(
      one.codeOf(
        ReceivePayment({ payment: 'p-1', amount: usd('100.00'), receivedOn: '2026-02-15' }),
        '2026-02-20',
      ),
    ).toBe('PaymentKnown')
  })
})

describe('a late fee', () => {
  const feesOf = (answer: ReturnType<ReturnType<typeof loan>['tell']>) => {
    if (isRefusal(answer)) throw new Error(answer.because)
    return answer
      .filter(({ type }) => type === 'FeeCharged')
      .map(({ data }) => (data as DataOf<typeof FeeCharged>).fee)
  }

  it('is charged once for each instalment, after its days of grace', () => {
    const one = loan()
    expect(feesOf(one.tell(AgeAccount({ on: '2026-03-02' }), '2026-03-02'))).toEqual([])
    expect(feesOf(one.tell(AgeAccount({ on: '2026-03-03' }), '2026-03-03'))).toEqual(['late-1'])
    expect(feesOf(one.tell(AgeAccount({ on: '2026-03-20' }), '2026-03-20'))).toEqual([])
    expect(feesOf(one.tell(AgeAccount({ on: '2026-04-20' }), '2026-04-20'))).toEqual([
      ...['late-2'],
    ])
    // looked at before
    expect(one.tell(AgeAccount({ on: '2026-04-20' }), '2026-04-21')).toEqual([])
  })

  it('is never charged because of an earlier late fee', () => {
    const one = loan({ ...offer, allocation: 'fees-interest-principal' })
    one.tell(AgeAccount({ on: '2026-03-03' }), '2026-03-03')
    one.pay('p-1', '1032.80', '2026-03-04')
    one.pay('p-2', '1032.80', '2026-03-15')
    expect(feesOf(one.tell(AgeAccount({ on: '2026-04-02' }), '2026-04-02'))).toEqual([])
  })
})
