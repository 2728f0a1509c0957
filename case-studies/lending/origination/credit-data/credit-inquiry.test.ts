import { become, cancel, done, scenario, send, wake } from '@watertight/domain'
import { describe, it } from 'vitest'
import { about } from '../test-kit/application.ts'
import { BureauInquiry } from './bureau-inquiry.ts'
import { CreditInquiry } from './credit-inquiry.ts'
import {
  AskBureau,
  BureauAsked,
  CallOffInquiry,
  CreditDataOverdue,
  CreditDataReady,
  DegradedReportCame,
  GiveUpAsking,
  InquiryCalledOff,
  NoAnswerCame,
  RecordNoAnswer,
  RecordReport,
  ReportRequested,
  RequestReport,
  UseDegraded,
} from './language.ts'
import type { CreditReport } from './report.ts'

const its = { application: 'app-7' }
const purpose = 'credit transaction that the consumer asked for'
const report = (others: Partial<CreditReport> = {}): CreditReport => ({
  ...{ bureau: 'northstar', dialect: 'northstar/3.1', asOf: '2026-01-08', doubts: [] },
  profile: {
    ...{ score: 720, openLines: 5, latePayments: 0, recentInquiries: 1 },
    ...{ hasOpenBankruptcy: false },
    monthlyObligations: { amount: '612.40', currency: 'USD' },
  },
  ...others,
})
const requested = ReportRequested({ ...its, purpose, completedOn: '2026-01-10' })
const asked = (bureau: 'northstar' | 'meridian' = 'northstar') => BureauAsked({ ...its, bureau })
const why = 'it did not answer in time'
const silent = (bureau: 'northstar' | 'meridian' = 'northstar') =>
  NoAnswerCame({ ...its, bureau, why })
const degraded = (of = report({ doubts: ['a doubt'] }), because = ['a doubt']) =>
  DegradedReportCame({ ...its, report: of, because })

describe('a credit inquiry', () => {
  const when = scenario(CreditInquiry)
  const asking = when.given(requested, asked())

  it('records its purpose before anybody is asked', () => {
    when
      .given()
      .when(RequestReport({ purpose, completedOn: '2026-01-10' }), about)
      .then(requested)
    when
      .given()
      .when(AskBureau({ bureau: 'northstar' }), about)
      .thenRefused('NotPossibleNow')
  })

  it('is ready with a sound report', () =>
    asking
      .when(RecordReport({ report: report() }), about)
      .then(CreditDataReady({ ...its, report: report(), because: [] })))

  it.each([
    ['its dialect', report({ doubts: ['a doubt'] }), ['a doubt']],
    [
      'its age',
      report({ asOf: '2025-12-10' }),
      ['the report is of 2025-12-10, more than 30 days old'],
    ],
  ])('keeps a report that is degraded by %s, and is not ready', (_, one, because) =>
    asking.when(RecordReport({ report: one }), about).then(degraded(one, because)),
  )

  it.each([
    ['too old to be used', '2025-09-11', 'the report is of 2025-09-11, too old to be used'],
    ['of a day to come', '2026-01-12', 'the report is of 2026-01-12, which has not come yet'],
  ])('takes a report %s for no answer', (_, asOf, why) =>
    asking
      .when(RecordReport({ report: report({ asOf }) }), about)
      .then(NoAnswerCame({ ...its, bureau: 'northstar', why })),
  )

  it('is not ready by silence: no answer is no fact', () => {
    asking.when(RecordNoAnswer({ bureau: 'northstar', why }), about).then(silent())
    when.given(requested, asked(), silent()).when(UseDegraded({}), about).thenRefused('NothingKept')
  })

  it('uses a degraded report where there is no better one, and says so', () => {
    const end = CreditDataReady({
      ...its,
      report: report({ doubts: ['a doubt'] }),
      because: ['a doubt'],
    })
    const kept = when.given(requested, asked(), degraded(), asked('meridian'), silent('meridian'))
    kept.when(UseDegraded({}), about).then(end)
    kept.when(GiveUpAsking({}), about).then(end)
  })

  it('is overdue where nobody has answered in time, asked or not', () => {
    for (const events of [[requested], [requested, asked()]])
      when
        .given(...events)
        .when(GiveUpAsking({}), about)
        .then(CreditDataOverdue(its))
  })

  it('goes on after a degraded report was used, or none came in time, and is over with a sound one', () => {
    const used = CreditDataReady({ ...its, report: report(), because: ['a doubt'] })
    for (const told of [used, CreditDataOverdue(its)]) {
      const on = when.given(requested, asked(), degraded(), told)
      on.when(UseDegraded({}), about).then()
      on.when(GiveUpAsking({}), about).then()
      on.when(AskBureau({ bureau: 'northstar' }), about).then(asked())
      const sound = CreditDataReady({ ...its, report: report(), because: [] })
      const then = when.given(requested, asked(), degraded(), told, asked())
      then.when(RecordReport({ report: report() }), about).then(sound)
      when
        .given(requested, asked(), degraded(), told, asked(), sound)
        .when(AskBureau({ bureau: 'northstar' }), about)
        .thenRefused('NotPossibleNow')
    }
  })

  it('takes no answer of a bureau that was not asked, and none that comes after the end', () => {
    asking
      .when(RecordReport({ report: report({ bureau: 'meridian' }) }), about)
      .thenRefused('AnotherAsked')
    asking.when(RecordNoAnswer({ bureau: 'meridian', why }), about).thenRefused('AnotherAsked')
    asking.when(CallOffInquiry({}), about).then(InquiryCalledOff(its))
    const over = when.given(requested, asked(), InquiryCalledOff(its))
    over.when(RecordReport({ report: report() }), about).thenRefused('NotPossibleNow')
    over.when(CallOffInquiry({}), about).then()
    over.when(GiveUpAsking({}), about).then()
  })
})

describe('how bureaus are asked', () => {
  const when = scenario(BureauInquiry)
  const ask = (bureau: 'northstar' | 'meridian') => send('1', AskBureau({ bureau }))
  const round = [silent(), silent('meridian')] as const
  const again = { rings: 'AskAgain' } as const

  it('asks the first, and has a day on which it gives up: five before the notice is due', () =>
    when
      .given()
      .when(requested)
      .then(ask('northstar'), wake('TimeRunsOut', { at: new Date('2026-02-04') })))

  it('asks the other where one does not answer, then both again after a while that grows', () => {
    when
      .given(requested)
      .when(silent())
      .then(become({ rounds: 0, hasDegraded: false, isTold: false }), ask('meridian'))
    const pauses = ['1 minute', '5 minutes', '15 minutes', '1 hour', '4 hours', '4 hours'] as const
    for (const [rounds, pause] of pauses.entries()) {
      const before = Array.from({ length: rounds }, () => [...round, again]).flat()
      when
        .given(requested, ...before, silent())
        .when(silent('meridian'))
        .then(
          become({ rounds: rounds + 1, hasDegraded: false, isTold: false }),
          wake('AskAgain', { in: pause }),
        )
    }
    when
      .given(requested, ...round)
      .when(again)
      .then(ask('northstar'))
  })

  it('asks the other where one is degraded, and uses it after three rounds without a sound one', () => {
    when
      .given(requested)
      .when(degraded())
      .then(become({ rounds: 0, hasDegraded: true, isTold: false }), ask('meridian'))
    when
      .given(requested, ...round, again, ...round, again, degraded())
      .when(silent('meridian'))
      .then(become({ rounds: 3, hasDegraded: true, isTold: false }), send('1', UseDegraded({})))
  })

  it('asks on after a person was given what there was, until a report is sound', () => {
    const asking = { rounds: 1, hasDegraded: false, isTold: true }
    const on = [
      become(asking),
      cancel('TimeRunsOut'),
      wake('AskAgain', { in: '1 minute' }),
    ] as const
    const used = CreditDataReady({ ...its, report: report(), because: ['a doubt'] })
    for (const told of [CreditDataOverdue(its), used])
      when
        .given(requested, ...round)
        .when(told)
        .then(...on)
    const later = [requested, ...round, again, ...round, again, ...round, used] as const
    when
      .given(...later, again, degraded())
      .when(silent('meridian'))
      .then(
        become({ rounds: 4, hasDegraded: true, isTold: true }),
        wake('AskAgain', { in: '1 hour' }),
      )
  })

  it('gives up when its time runs out, and ends with a sound report or when nobody needs one', () => {
    when
      .given(requested, ...round)
      .when({ rings: 'TimeRunsOut' })
      .then(send('1', GiveUpAsking({})))
    when.given(requested).when(InquiryCalledOff(its)).then(done())
    when
      .given(requested)
      .when(CreditDataReady({ ...its, report: report(), because: [] }))
      .then(done())
  })

  it('is not held up by an answer that came meanwhile', () => {
    const as = { refused: 'NotPossibleNow', because: 'it is over' }
    when
      .given(requested)
      .when({ refused: AskBureau({ bureau: 'northstar' }), as })
      .then()
  })
})
