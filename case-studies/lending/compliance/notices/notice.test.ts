import { isRefusal, scenario } from '@watertight/domain'
import { describe, expect, it } from 'vitest'
import { NoticeSent, NoticeWritten, RecordPosting, WriteNotice } from './language.ts'
import { Notice } from './notice.ts'
import { noticeRule, noticeRules, ruleOn } from './notice-rules.ts'
import { noticeText, sha256 } from './notice-text.ts'

const reason = (n: number) => ({ code: `reason-${n}`, text: `Reason number ${n}`, hmda: 1 })
const declined = {
  ...{ application: 'app-7', kind: 'adverse-action' as const, offer: null, missing: [] },
  ...{ reasons: [reason(1), reason(2)], answerBy: null, decisionHash: 'd-7' },
  ...ruleOn('action-taken', '2026-03-02'),
}
const now = new Date('2026-03-10T12:00:00Z')
const about = { id: 'app-7.adverse-action.d-7', now }
const text = noticeText(declined)
const written = NoticeWritten({
  ...{ notice: about.id, ...declined, text, textHash: sha256(text), writtenOn: '2026-03-10' },
})

describe('a notice', () => {
  it('is written from the reasons, frozen with the hash of the decision, and names rule and due date', () => {
    scenario(Notice).given().when(WriteNotice(declined), about).then(written)
    expect(text).toContain('- Reason number 1\n- Reason number 2')
    expect(text).toContain('unable to approve')
    expect(text).toContain('Equal Credit Opportunity Act')
    expect(text).toContain('not legal advice')
    expect(declined.rule).toEqual({
      ...{ id: 'action-taken', citation: '12 CFR 1002.9(a)(1)(i)' },
      ...{ dated: 'completedOn', on: '2026-03-02' },
    })
    expect(declined.dueOn).toBe('2026-04-01')
  })

  it('of an application that the law permits no credit tells no decision, no reason of credit and no list', () => {
    const stopped = {
      ...{ ...declined, kind: 'not-permitted' as const, reasons: [], decisionHash: null },
    }
    const its = noticeText(stopped)
    expect(its).toContain('The law does not permit us')
    expect(its).toContain('another person looks again')
    expect(its).not.toMatch(/sanction|list|match|report|principal reason|unable to approve/i)
    const of = { id: 'app-7.not-permitted', now }
    scenario(Notice)
      .given()
      .when(WriteNotice({ ...stopped, reasons: [reason(1)] }), of)
      .thenRefused('ReasonsUnfit')
    scenario(Notice)
      .given()
      .when(WriteNotice({ ...stopped, decisionHash: 'd-7' }), of)
      .thenRefused('DecisionUnknown')
  })

  it('is written once, whatever is asked later', () =>
    scenario(Notice)
      .given(written)
      .when(WriteNotice({ ...declined, reasons: [reason(3)] }), about)
      .then())

  it('is sent once, and says whether that was late', () => {
    const posted = (postedOn: string, isLate: boolean) =>
      NoticeSent({
        ...{ notice: about.id, application: 'app-7', kind: 'adverse-action', letter: 'l-1' },
        ...{ postedOn, dueOn: '2026-04-01', answerBy: null, isLate },
      })
    const record = (postedOn: string) => RecordPosting({ letter: 'l-1', postedOn })
    const inTime = posted('2026-04-01', false)
    scenario(Notice).given(written).when(record('2026-04-01'), about).then(inTime)
    scenario(Notice)
      .given(written)
      .when(record('2026-04-02'), about)
      .then(posted('2026-04-02', true))
    scenario(Notice).given(written, inTime).when(record('2026-04-03'), about).then()
  })

  it.each([
    ['no reason', { reasons: [] }, 'ReasonsUnfit'],
    ['five reasons', { reasons: [1, 2, 3, 4, 5].map(reason) }, 'ReasonsUnfit'],
    ['a reason twice', { reasons: [reason(1), reason(1)] }, 'ReasonsUnfit'],
    ['an approval with reasons', { kind: 'approval' as const }, 'ReasonsUnfit'],
    ['a counter-offer of nothing', { kind: 'counter-offer' as const }, 'OfferMissing'],
    ['an offer in a decline', { offer: '150000.00' }, 'OfferMissing'],
    ['no decision', { decisionHash: null }, 'DecisionUnknown'],
    [
      'incompleteness that lacks nothing',
      { kind: 'incompleteness' as const, reasons: [] },
      'ItemsMissing',
    ],
  ] as const)('of %s is refused', (_, wrong, code) =>
    scenario(Notice)
      .given()
      .when(WriteNotice({ ...declined, ...(wrong as object) }), about)
      .thenRefused(code),
  )

  it('of a counter-offer says what is offered and why; of what is missing, what and until when', () => {
    const offered = noticeText({ ...declined, kind: 'counter-offer', offer: '150000.00' })
    expect(offered).toContain('offer you a loan of 150000.00 USD instead')
    expect(offered).toContain('- Reason number 2')
    const asked = noticeText({
      ...declined,
      ...{ kind: 'incompleteness', reasons: [], missing: ['proof of income'] },
      answerBy: '2026-05-01',
    })
    expect(asked).toContain('- proof of income')
    expect(asked).toContain('by 2026-05-01')
  })
})

describe('which version of a rule is in force', () => {
  it('is selected by the day that the rule names', () => {
    const selecting = Object.fromEntries(
      noticeRules.map(({ id, dated, days }) => [id, [dated, days]]),
    )
    expect(selecting).toEqual({
      'action-taken': ['completedOn', 30],
      incompleteness: ['receivedOn', 30],
      'counter-offer': ['notifiedOn', 90],
    })
  })

  it('changes on the first day of the next one, and is never guessed', () => {
    const [first] = noticeRules.filter(({ id }) => id === 'action-taken')
    if (first === undefined) throw new Error('the rule is gone')
    const versions = [
      { ...first, until: '2027-01-01' },
      { ...first, from: '2027-01-01', days: 20 },
    ]
    const daysOn = (day: string) => {
      const rule = noticeRule('action-taken', day, versions)
      return isRefusal(rule) ? rule.refused : rule.days
    }
    expect(['2026-12-31', '2027-01-01', '2011-12-29'].map(daysOn)).toEqual([30, 20, 'RuleUnknown'])
  })
})
