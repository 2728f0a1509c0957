import { cancel, scenario, send, wake } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { dayAfter } from '../../rates/index.ts'
import { accountOn } from '../account/account.ts'
import type { Terms } from '../account/terms.ts'
import { AccountAged, AgeAccount, LoanPaidOff } from '../language.ts'
import { ageOf } from './age.ts'
import { Delinquency } from './delinquency.ts'

const terms: Terms = {
  ...{ amount: { amount: '12000.00', currency: 'USD' }, ratePercent: '6', payments: 12 },
  ...{
    consummatedOn: '2026-01-15',
    interestFrom: '2026-01-15',
    firstDueOn: '2026-02-15',
    dayCount: '30/360',
  },
  allocation: 'fees-interest-principal',
}

describe('the age of a loan that nobody pays', () => {
  const on = (days: number) => {
    const day = dayAfter('2026-02-15', days)
    return ageOf(accountOn(terms, [], day), day)
  }

  it.each([
    [0, 'current'],
    [1, '1-29'],
    [29, '1-29'],
    [30, '30-59'],
    [59, '30-59'],
    [60, '60-89'],
    [90, '90-119'],
    [119, '90-119'],
    [120, '120+'],
    [700, '120+'],
  ])('after %i days is in the bucket %s', (days, bucket) =>
    expect(on(days)).toMatchObject({ bucket, daysPastDue: days }),
  )

  it('changes on days that it names itself, each of them once', () => {
    const looks: string[] = []
    for (let day: string | undefined = '2026-01-15'; day !== undefined && looks.length < 9; ) {
      day = ageOf(accountOn(terms, [], day), day).lookOn
      if (day !== undefined) looks.push(day)
    }
    expect(looks).toEqual([
      // a day late; after grace; thirty days and the second grace; and so on
      ...['2026-02-16', '2026-03-03', '2026-03-17', '2026-03-31', '2026-04-16', '2026-05-01'],
      ...['2026-05-16', '2026-05-31', '2026-06-15'],
    ])
  })

  it('of a loan on which nothing is owed is none', () => {
    const paid = accountOn(
      { ...terms, payments: 1 },
      [{ is: 'payment', id: 'p', on: '2026-01-15', amount: terms.amount }],
      '2026-01-15',
    )
    expect(ageOf(paid, '2029-01-01')).toEqual({
      ...{ daysPastDue: 0, bucket: 'current', late: [], lookOn: undefined },
    })
  })
})

describe('the alarm', () => {
  const about = { id: 'app-7', at: new Date('2026-03-03T00:00:00Z') }
  const aged = (lookOn: string | null) =>
    AccountAged({ loan: 'app-7', on: '2026-02-16', daysPastDue: 1, bucket: '1-29', lookOn })

  it('is set to the day that comes next, looks, and is taken back when nothing is owed', () => {
    const set = wake('Look', { at: new Date('2026-03-03T00:00:00Z') })
    scenario(Delinquency).given().when(aged('2026-03-03'), about).then(set)
    scenario(Delinquency)
      .given(aged('2026-03-03'))
      .when({ rings: 'Look' }, about)
      .then(send('app-7', AgeAccount({ on: '2026-03-03' })))
    scenario(Delinquency).given(aged('2026-03-03')).when(aged(null), about).then(cancel('Look'))
    scenario(Delinquency)
      .given(aged('2026-03-03'))
      .when(LoanPaidOff({ loan: 'app-7', paidOffOn: '2026-03-01' }), about)
      .then(cancel('Look'))
  })
})
