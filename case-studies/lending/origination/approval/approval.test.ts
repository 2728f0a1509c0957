import { become, done, scenario, send } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import {
  CallOffInquiry,
  CreditDataOverdue,
  CreditDataReady,
  RequestReport,
} from '../credit-data/language.ts'
import type { CreditReport } from '../credit-data/report.ts'
import { CallOffDecision, RequestDecision } from '../from-underwriting.ts'
import { ApplicationWithdrawn, DecisionRecorded, StopApplication } from '../intake/language.ts'
import {
  CallOffScreening,
  RequestScreening,
  ScreeningBlocked,
  ScreeningPassed,
} from '../screening/language.ts'
import { completed, items, received, usd } from '../test-kit/application.ts'
import { Approval } from './approval.ts'
import { factsOf, type Known } from './facts.ts'

const its = { application: 'app-7' }
const at = '2000-01-01T00:00:00.000Z'
const known: Known = {
  ...{ items, completedOn: '2026-01-10', completedAt: at, apr: '6.629' },
  totalLoanAmount: usd('296000.00'),
}
const report: CreditReport = {
  ...{ bureau: 'meridian', dialect: '0201', asOf: '2026-01-08', doubts: [] },
  profile: {
    ...{ score: 720, openLines: 5, latePayments: 0, recentInquiries: 1 },
    ...{ hasOpenBankruptcy: false, monthlyObligations: { amount: '612.40', currency: 'USD' } },
  },
}
const applicants = [{ id: 'ada', role: 'primary' as const }]
const passed = ScreeningPassed({
  ...{ ...its, list: { name: 'a list', publishedOn: '2026-01-09' }, clearedBy: [] },
})
const ready = (because: string[] = []) => CreditDataReady({ ...its, report, because })
const overdue = CreditDataOverdue(its)
const because = 'the house is sold to others'
const withdrawn = ApplicationWithdrawn({ ...its, withdrawnOn: '2026-01-12', because })

describe('the way from a completed application to a decision', () => {
  const when = scenario(Approval)
  const sound = { is: 'report', report, because: [], at } as const
  const gathered = { applicants, takenInBy: null, known, isScreened: true, rounds: 1 }
  const request = (credit: Parameters<typeof factsOf>[1], round = 1) => {
    const facts = factsOf(known, credit)
    return send('1', RequestDecision({ round, applicants, takenInBy: null, facts }))
  }

  it('has the parties screened and the bureaus asked', () =>
    when
      .given(received())
      .when(completed())
      .then(
        become({ ...gathered, isScreened: false, credit: null, rounds: 0 }),
        send('1', RequestScreening({})),
        send(
          '1',
          RequestReport({
            purpose: 'credit transaction that the consumer asked for',
            completedOn: '2026-01-10',
          }),
        ),
      ))

  it('asks for a decision when both are there, whichever comes first', () => {
    const asked = [become({ ...gathered, credit: sound }), request(sound)]
    const half = { ...gathered, rounds: 0 }
    when
      .given(received(), completed())
      .when(passed)
      .then(become({ ...half, credit: null }))
    when
      .given(received(), completed())
      .when(ready())
      .then(become({ ...half, isScreened: false, credit: sound }))
    when
      .given(received(), completed(), passed)
      .when(ready())
      .then(...asked)
    when
      .given(received(), completed(), ready())
      .when(passed)
      .then(...asked)
  })

  it('asks for one when the bureaus are overdue: degraded, so that a person looks', () =>
    when
      .given(received(), completed(), passed)
      .when(overdue)
      .then(become({ ...gathered, credit: { is: 'overdue', at } }), request({ is: 'overdue', at })))

  it('asks again, for another round, when a sound report follows: once', () => {
    const second = { ...gathered, credit: sound, rounds: 2 }
    for (const first of [overdue, ready(['old'])]) {
      const before = [received(), completed(), passed, first] as const
      when
        .given(...before)
        .when(ready())
        .then(become(second), request(sound, 2))
    }
    // nothing was asked yet: the first round is on the better one
    when
      .given(received(), completed(), ready(['old']), ready())
      .when(passed)
      .then(become({ ...gathered, credit: sound }), request(sound))
  })

  it('has no bureau asked any more when two people have decided on what there was', () =>
    when
      .given(received(), completed(), passed, overdue)
      .when(DecisionRecorded({ ...its, outcome: 'declined' }))
      .then(send('1', CallOffInquiry({})), done()))

  it('stops where the screening blocks, and underwriting never hears of it', () =>
    when
      .given(received(), completed(), ready())
      .when(ScreeningBlocked({ ...its, judge: 'ana', confirmer: 'ben', because }))
      .then(send('1', StopApplication({})), send('1', CallOffInquiry({})), done()))

  it('calls off what it has asked for, when the application is withdrawn', () => {
    const off = [send('1', CallOffScreening({})), send('1', CallOffInquiry({})), done()]
    when
      .given(received())
      .when(withdrawn)
      .then(...off)
    when
      .given(received(), completed(), ready())
      .when(withdrawn)
      .then(...off)
    when
      .given(received(), completed(), passed, ready())
      .when(withdrawn)
      .then(send('1', CallOffDecision({ because })), send('1', CallOffInquiry({})), done())
  })

  it('ends with the decision, and not with a referral', () => {
    const asked = [received(), completed(), passed, ready()] as const
    when
      .given(...asked)
      .when(DecisionRecorded({ ...its, outcome: 'referred' }))
      .then()
    for (const outcome of ['approved', 'counter-offered', 'declined'] as const)
      when
        .given(...asked)
        .when(DecisionRecorded({ ...its, outcome }))
        .then(done())
  })
})

describe('the facts that are decided on', () => {
  const facts = (credit: Parameters<typeof factsOf>[1]) =>
    factsOf(known, credit) as Record<string, { value: unknown; isDegraded?: true; source: string }>
  const degradedIn = (credit: Parameters<typeof factsOf>[1]) =>
    Object.entries(facts(credit)).flatMap(([name, { isDegraded }]) => (isDegraded ? [name] : []))
  const sound = { is: 'report', report, because: [], at } as const
  const ofBureaus = [
    ...['creditScore', 'creditLines', 'latePayments', 'recentInquiries'],
    ...['hasOpenBankruptcy', 'monthlyDebts'],
  ]

  it('have a source and a time each', () => {
    for (const one of Object.values(facts(sound)))
      expect(one).toMatchObject({ at, source: expect.stringMatching(/./) })
    expect(facts(sound).creditScore?.source).toBe('meridian, 0201, as of 2026-01-08')
  })

  it('are none of them degraded by a sound report', () => expect(degradedIn(sound)).toEqual([]))

  it('are degraded, as far as they come from it, by a report that is', () =>
    expect(degradedIn({ ...sound, because: ['old'] }).sort()).toEqual([...ofBureaus].sort()))

  it('are degraded where no bureau has answered, and say nothing of what nobody told', () => {
    expect(degradedIn({ is: 'overdue', at })).toEqual(['monthlyDebts'])
    expect(facts({ is: 'overdue', at })).not.toHaveProperty('creditLines')
  })

  it('have no score where there is none', () => {
    const profile = { ...report.profile, score: null }
    expect(facts({ ...sound, report: { ...report, profile } })).not.toHaveProperty('creditScore')
  })

  it('count the greater of the debts that were said and those that are reported', () => {
    const of = (amount: string) => {
      const profile = {
        ...report.profile,
        monthlyObligations: { amount, currency: 'USD' as const },
      }
      return facts({ ...sound, report: { ...report, profile } }).monthlyDebts?.value
    }
    expect(of('612.40')).toEqual(usd('612.40'))
    expect(of('599.99')).toEqual(usd('600.00'))
  })

  it('have nothing of a person', () =>
    expect(JSON.stringify(facts(sound))).not.toMatch(/Ada|912-00|1980|Street/))
})
