import { scenario } from '@watertight/domain'
import { reply } from '@watertight/ports'
import { virtualStage } from '@watertight/ports/stage'
import { clientPolicies } from '@watertight/service'
import { describe, expect, it } from 'vitest'
import { about, ada, bela } from '../test-kit/application.ts'
import {
  CallOffScreening,
  ConfirmJudgement,
  JudgeMatch,
  JudgementReturned,
  MatchJudged,
  RecordScreening,
  RequestScreening,
  ReturnJudgement,
  ScreeningBlocked,
  ScreeningCalledOff,
  ScreeningHeld,
  ScreeningPassed,
  ScreeningRequested,
} from './language.ts'
import { PartyScreening } from './party-screening.ts'
import { sanctionsClient } from './sanctions-client.ts'

const its = { application: 'app-7' }
const list = { name: 'a list', publishedOn: '2026-01-09' }
const match = { applicant: 'ada', entry: 'Vesna Quartermain', likeness: 71 }
const requested = ScreeningRequested(its)
const held = ScreeningHeld({ ...its, list, matches: [match] })
const because = 'another birthday and another country'
const judged = (verdict: 'false-match' | 'true-match') =>
  MatchJudged({ ...its, by: 'ana', verdict, because })

describe('the screening of the parties', () => {
  const when = scenario(PartyScreening)

  it('passes where a young list knows nobody', () => {
    when.given().when(RequestScreening({}), about).then(requested)
    when
      .given(requested)
      .when(RecordScreening({ list, matches: [] }), about)
      .then(ScreeningPassed({ ...its, list, clearedBy: [] }))
  })

  it.each(['2026-01-02', '2026-01-11'])('does not pass by a list of %s', (publishedOn) =>
    when
      .given(requested)
      .when(RecordScreening({ list: { ...list, publishedOn }, matches: [] }), about)
      .thenRefused('ListTooOld'),
  )

  it('holds what is in doubt until two people say that it is somebody else', () => {
    when
      .given(requested)
      .when(RecordScreening({ list, matches: [match] }), about)
      .then(held)
    const verdict = 'false-match'
    when
      .given(requested, held)
      .when(JudgeMatch({ by: 'ana', verdict, because }), about)
      .then(judged(verdict))
    const judgedFalse = when.given(requested, held, judged(verdict))
    judgedFalse.when(ConfirmJudgement({ by: 'ana' }), about).thenRefused('MakerIsChecker')
    judgedFalse.when(ReturnJudgement({ by: 'ana', because }), about).thenRefused('MakerIsChecker')
    judgedFalse
      .when(ConfirmJudgement({ by: 'ben' }), about)
      .then(ScreeningPassed({ ...its, list, clearedBy: ['ana', 'ben'] }))
    const returned = JudgementReturned({ ...its, by: 'ben', because })
    judgedFalse.when(ReturnJudgement({ by: 'ben', because }), about).then(returned)
    when
      .given(requested, held, judged(verdict), returned)
      .when(ConfirmJudgement({ by: 'ben' }), about)
      .thenRefused('NotPossibleNow')
  })

  it('blocks where two people say that it is the one on the list', () =>
    when
      .given(requested, held, judged('true-match'))
      .when(ConfirmJudgement({ by: 'ben' }), about)
      .then(ScreeningBlocked({ ...its, judge: 'ana', confirmer: 'ben', because })))

  it('is not passed twice, nor after it was called off', () => {
    const passed = ScreeningPassed({ ...its, list, clearedBy: [] })
    const off = ScreeningCalledOff(its)
    when.given(requested, held).when(CallOffScreening({}), about).then(off)
    for (const end of [passed, off]) {
      when.given(requested, end).when(CallOffScreening({}), about).then()
      when
        .given(requested, end)
        .when(RecordScreening({ list, matches: [] }), about)
        .thenRefused('NotPossibleNow')
    }
  })
})

describe('the sanctions list, in our words', () => {
  const clear = (party: string) => ({ party, result: 'clear' })
  const answer = { reference: 'app-7', list, results: [clear('ada'), clear('bela')] }

  /** What the client makes of this answer, which is always the same one. */
  async function heard(body: unknown, status = 200) {
    const stage = virtualStage({ seed: 1 })
    try {
      return await stage.run(async () => {
        await stage.host('bureaus', async ({ transport }) => {
          const server = await transport.serve('bureaus', async () => reply(status, body))
          return { stop: () => server.close() }
        })
        return new Promise((resolve, reject) => {
          void stage.host('client', async (ports) => {
            const ask = sanctionsClient(ports, clientPolicies(ports))
            const never = new AbortController().signal
            await ask('app-7', [ada, bela], never).then(resolve, reject)
          })
        })
      })
    } finally {
      await stage.stop()
    }
  }

  it('is clear where everybody is', async () =>
    expect(await heard(answer)).toEqual({ list, matches: [] }))

  it.each([
    ['a possible match', { party: 'ada', result: 'possible', entry: 'V', likeness: 61 }, 'V'],
    ['a word that nobody knows', { party: 'ada', result: 'tier-2-review' }, 'tier-2-review'],
    ['a clear that is written otherwise', { party: 'ada', result: 'CLEAR' }, 'CLEAR'],
  ])('has a match in %s', async (_, result, entry) =>
    expect(await heard({ ...answer, results: [result, clear('bela')] })).toMatchObject({
      matches: [{ applicant: 'ada', entry }],
    }),
  )

  it.each([
    ['about another application', { ...answer, reference: 'app-8' }],
    ['about one of two', { ...answer, results: [clear('ada')] }],
    ['about somebody else', { ...answer, results: [clear('ada'), clear('cem')] }],
    ['about nobody', { ...answer, results: [] }],
    ['without its day', { ...answer, list: { name: 'a list' } }],
    ['without a result', { ...answer, results: [{ party: 'ada' }, clear('bela')] }],
    ['that is no object', 'clear'],
  ])('is no answer %s', async (_, body) => {
    await expect(heard(body)).rejects.toMatchObject({ code: 'WT_ANSWER_UNKNOWN' })
  })

  it('is no answer where it is down', async () => {
    await expect(heard({ clear: true }, 503)).rejects.toMatchObject({ status: 503 })
  })
})
