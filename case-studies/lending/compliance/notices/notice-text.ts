import { createHash } from 'node:crypto'
import type { DataOf } from '@watertight/domain'
import type { WriteNotice } from './language.ts'

type Wanted = DataOf<typeof WriteNotice>

/** The lender of this case study: invented. */
const lender = 'Watertight Savings, 1 Harbor Street, Nowhere (an invented lender)'

/** What every notice of action taken says beside the action: 12 CFR 1002.9(a)(2), (b)(1). In our own words; the regulation asks for words substantially like its own. */
const equalCredit = `Federal law, the Equal Credit Opportunity Act, forbids creditors to treat applicants differently because of race, color, religion, national origin, sex, marital status or age (where they may enter into a contract), because income comes from public assistance, or because they used, in good faith, a right under the Consumer Credit Protection Act. The agency that watches over this creditor is the Bureau of Consumer Financial Protection, 1700 G Street NW, Washington, DC 20552.`

const teaching = 'Teaching software, not legal advice. This application is nobody’s.'

/** What the applicant is told, whole. Made of the decision's reasons alone, so the same decision always has the same words. */
export function noticeText(wanted: Wanted): string {
  return [
    lender,
    `Your application ${wanted.application}`,
    ...body(wanted),
    ...(wanted.decisionHash === null ? [] : [equalCredit]),
    teaching,
  ].join('\n\n')
}

function body({ kind, reasons, offer, missing, answerBy }: Wanted): readonly string[] {
  const listed = (all: readonly string[]) => all.map((one) => `- ${one}`).join('\n')
  const why = listed(reasons.map(({ text }) => text))
  switch (kind) {
    case 'approval':
      return ['Your application is approved.']
    case 'counter-offer':
      return [
        `We cannot lend the amount you asked for, and offer you a loan of ${offer} USD instead. Tell us if you want it.`,
        `Our principal ${reasons.length === 1 ? 'reason' : 'reasons'}:\n${why}`,
      ]
    case 'adverse-action':
      return [
        'We are unable to approve your application.',
        `Our principal ${reasons.length === 1 ? 'reason' : 'reasons'}:\n${why}`,
      ]
    case 'not-permitted':
      // no adverse action, 12 CFR 1002.2(c)(2)(iv), so no principal reason; which law, and what was found, is not told in a letter
      return [
        'The law does not permit us to extend the credit that you asked for.',
        'We have not judged your income, your debts or your credit history, and hold nothing of them against you.',
        'If you think that we take you for somebody else, write to us: another person looks again.',
      ]
    case 'incompleteness':
      return [
        `We cannot decide yet, because this has not arrived:\n${listed(missing)}`,
        `If it is not here by ${answerBy}, we can give your application no further consideration.`,
      ]
  }
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
