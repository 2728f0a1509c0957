import { isRefusal, type Refusal, refuse } from '@watertight/domain'
import { dayAfter } from '../../rates/index.ts'

/** The day that selects which version of a rule is in force. */
export type SelectingDay = 'completedOn' | 'receivedOn' | 'notifiedOn'

/** One version of a duty: how many days there are, and what it rests on. */
export interface NoticeRule {
  readonly id: 'action-taken' | 'incompleteness' | 'counter-offer'
  /** The day that selects the version, and from which its days are counted. */
  readonly dated: SelectingDay
  /** The first day it is in force, and the first on which it is no more. */
  readonly from: string
  readonly until?: string
  readonly days: number
  readonly citation: string
  /** How far a figure is to be trusted: `days` and citation, confirmed in a text of the regulation; `from`, general knowledge. */
  readonly trust: { readonly days: 'confirmed'; readonly from: 'general' }
}

const trust = { days: 'confirmed', from: 'general' } as const
/** Regulation B as the Bureau restated it. */
const from = '2011-12-30'

/** What Regulation B asks to be told, and until when. */
export const noticeRules: readonly NoticeRule[] = [
  {
    ...{ id: 'action-taken', dated: 'completedOn', from, days: 30, trust },
    citation: '12 CFR 1002.9(a)(1)(i)',
  },
  {
    ...{ id: 'incompleteness', dated: 'receivedOn', from, days: 30, trust },
    citation: '12 CFR 1002.9(a)(1)(ii), (c)(2)',
  },
  {
    ...{ id: 'counter-offer', dated: 'notifiedOn', from, days: 90, trust },
    citation: '12 CFR 1002.9(a)(1)(iv)',
  },
]

/** The version of a rule that is in force on its selecting day. */
export function noticeRule(
  id: NoticeRule['id'],
  day: string,
  rules: readonly NoticeRule[] = noticeRules,
): NoticeRule | Refusal<'RuleUnknown'> {
  const found = rules.find(
    (rule) => rule.id === id && rule.from <= day && (rule.until === undefined || day < rule.until),
  )
  return (
    found ??
    refuse('RuleUnknown', `no version of the rule ${id} is in force on ${day}; none is guessed`)
  )
}

/** The rule as a notice names it, and the day it gives. Throws where no version is in force: whoever asks has checked the day before. */
export function ruleOn(id: NoticeRule['id'], day: string) {
  const found = noticeRule(id, day)
  if (isRefusal(found)) throw new RangeError(found.because)
  const { citation, dated, days } = found
  return { rule: { id, citation, dated, on: day }, dueOn: dayAfter(day, days) }
}
