import { done, scenario, send, wake } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { about, completed, items, opened, received, usd, who } from '../test-kit/application.ts'
import { checklist, missingIn } from './checklist.ts'
import { Completion } from './completion.ts'
import {
  ApplicationStopped,
  ApplicationWithdrawn,
  ClosedIncomplete,
  CloseIncomplete,
  DecisionRecorded,
  FileClosed,
  InformationAsked,
  ItemsProvided,
  OpenApplication,
  ProvideItems,
  RecordDecision,
  StopApplication,
  WithdrawApplication,
} from './language.ts'
import { LoanApplication } from './loan-application.ts'
import { priceOf } from './price.ts'

const { reserves, monthlyIncome, ...most } = items
const open = (some: typeof items) =>
  OpenApplication({ product: 'purchase', items: some, receivedOn: '2026-01-10', ...who })
const its = { application: 'app-7' }
const asked = InformationAsked({
  ...{ ...its, missing: ['monthlyIncome', 'reserves'] },
  ...{ askedOn: '2026-01-10', respondBy: '2026-02-09' },
})
const closed = FileClosed({ ...its, product: 'purchase', ...who })
const because = 'the house is sold to others'
const withdrawn = ApplicationWithdrawn({ ...its, withdrawnOn: '2026-01-10', because })
const incomplete = () => scenario(LoanApplication).given(opened(most), asked)
const complete = () => scenario(LoanApplication).given(opened(), completed())

describe('a loan application', () => {
  it('is complete at once where nothing is missing, with its price', () =>
    scenario(LoanApplication).given().when(open(items), about).then(opened(), completed()))

  it('asks for what is missing, and is complete with the last of it, on that day', () => {
    scenario(LoanApplication).given().when(open(most), about).then(opened(most), asked)
    const some = ProvideItems({ items: { reserves: usd('15000.00') } })
    incomplete()
      .when(some, about)
      .then(ItemsProvided({ ...its, items: { reserves: usd('15000.00') } }))
    const rest = { reserves: usd('15000.00'), monthlyIncome: usd('9500.00') }
    incomplete()
      .when(ProvideItems({ items: rest }), { ...about, now: new Date('2026-01-20T23:59:59Z') })
      .then(ItemsProvided({ ...its, items: rest }), completed('2026-01-20'))
  })

  it('corrects a line while it is not complete, and never after', () => {
    const corrected = { loanAmount: usd('200000.00') }
    incomplete()
      .when(ProvideItems({ items: corrected }), about)
      .then(ItemsProvided({ ...its, items: corrected }))
    complete()
      .when(ProvideItems({ items: corrected }), about)
      .thenRefused('AlreadyComplete')
  })

  it.each([
    ['AmountNegative', { monthlyIncome: usd('-1.00') }],
    ['CurrenciesMixed', { reserves: { amount: '1.00', currency: 'EUR' } }],
    ['NothingProvided', {}],
    ['PriceImpossible', { pointsAndFees: usd('400000.00') }],
  ] as const)('refuses %s', (code, more) =>
    incomplete()
      .when(ProvideItems({ items: more }), about)
      .thenRefused(code),
  )

  it('refuses to be complete after the day of its closing', () =>
    incomplete()
      .when(ProvideItems({ items: { reserves, monthlyIncome } }), {
        ...{ ...about, now: new Date('2026-02-17T00:00:00Z') },
      })
      .thenRefused('DatesOutOfOrder'))

  it('is withdrawn until it has its answer', () => {
    const withdraw = WithdrawApplication({ because })
    incomplete().when(withdraw, about).then(withdrawn, closed)
    complete().when(withdraw, about).then(withdrawn, closed)
    const referred = DecisionRecorded({ ...its, outcome: 'referred' })
    scenario(LoanApplication)
      .given(opened(), completed(), referred)
      .when(withdraw, about)
      .then(withdrawn, closed)
    scenario(LoanApplication)
      .given(opened(), completed(), DecisionRecorded({ ...its, outcome: 'approved' }), closed)
      .when(withdraw, about)
      .thenRefused('AlreadyClosed')
  })

  it('is closed by its answer, and not by a referral', () => {
    for (const outcome of ['approved', 'declined', 'counter-offered'] as const)
      complete()
        .when(RecordDecision({ outcome }), about)
        .then(DecisionRecorded({ ...its, outcome }), closed)
    complete()
      .when(RecordDecision({ outcome: 'referred' }), about)
      .then(DecisionRecorded({ ...its, outcome: 'referred' }))
    scenario(LoanApplication)
      .given(opened(), withdrawn, closed)
      .when(RecordDecision({ outcome: 'approved' }), about)
      .then()
    scenario(LoanApplication)
      .given()
      .when(RecordDecision({ outcome: 'approved' }), about)
      .then()
  })

  it('is closed where what was asked for does not come, and stopped where nobody may lend', () => {
    incomplete()
      .when(CloseIncomplete({}), { ...about, now: new Date('2026-02-10T00:00:00Z') })
      .then(
        ClosedIncomplete({
          ...{ ...its, closedOn: '2026-02-10', missing: ['monthlyIncome', 'reserves'] },
        }),
        closed,
      )
    complete().when(CloseIncomplete({}), about).then()
    complete().when(StopApplication({}), about).then(ApplicationStopped(its), closed)
  })
})

describe('what is asked for', () => {
  it('is what the lender normally obtains, by product', () => {
    expect(checklist('purchase')).not.toContain('simultaneousPayment')
    expect(checklist('improvement')).toContain('simultaneousPayment')
    expect(missingIn('purchase', items)).toEqual([])
    expect(missingIn('purchase', { ...items, incomeIsVerified: false })).toEqual([])
    expect(missingIn('improvement', items)).toEqual(['simultaneousPayment'])
  })

  it('has a price by appendix J: fees are taken off at the start', () => {
    expect(priceOf(items)).toEqual({ apr: '6.629', totalLoanAmount: usd('296000.00') })
    expect(priceOf(most)).toMatchObject({ apr: '6.629' })
    expect(priceOf({})).toBeUndefined()
    expect(priceOf({ ...items, pointsAndFees: usd('0.00') })).toMatchObject({ apr: '6.500' })
  })
})

describe('the way to a complete application', () => {
  it('opens it, waits for an answer to the end of its last day, and closes it then', () => {
    scenario(Completion)
      .given()
      .when(received())
      .then(send('1', open(items)))
    scenario(Completion)
      .given(received())
      .when(asked)
      .then(wake('ResponseOverdue', { at: new Date('2026-02-10T00:00:00Z') }))
    scenario(Completion)
      .given(received(), asked)
      .when({ rings: 'ResponseOverdue' })
      .then(send('1', CloseIncomplete({})))
  })

  it('is over once it is complete, or no longer asked for', () => {
    scenario(Completion).given(received(), asked).when(completed()).then(done())
    scenario(Completion).given(received(), asked).when(withdrawn).then(done())
  })
})
