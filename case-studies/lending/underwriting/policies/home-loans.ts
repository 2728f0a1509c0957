import type { PolicyDocument, RuleText } from '../policy/document.ts'
import {
  abilityToRepay,
  equalCredit,
  highCost,
  higherPriced,
  qualifiedMortgage,
} from '../regulations/rules.ts'
import { tablesFor } from '../regulations/tables.ts'

/**
 * What the lender of this case study asks of a home loan: an invented lender's appetite, and real regulations.
 * `debtShare` is the share of income that payments may take, in percent; `leastScore` the score below which a person looks.
 */
interface Appetite {
  readonly debtShare: number
  readonly leastScore: number
  readonly mostInquiries: number
}

// which appetite a year had; invented
const appetiteOf = (year: number): Appetite =>
  year < 2021
    ? { debtShare: 43, leastScore: 620, mostInquiries: 6 }
    : year < 2026
      ? { debtShare: 45, leastScore: 600, mostInquiries: 6 }
      : { debtShare: 43, leastScore: 620, mostInquiries: 5 }

const principal = (text: string, hmda: number) => ({ text, hmda, principal: true })
const internal = (text: string) => ({ text, hmda: 9, principal: false })

const reasons: PolicyDocument['reasons'] = {
  'excessive-obligations': principal('Excessive obligations in relation to income', 1),
  'income-insufficient': principal('Income insufficient for amount of credit requested', 1),
  'income-unverified': principal('Unable to verify income', 6),
  'employment-unverified': principal('Unable to verify employment', 6),
  'length-of-employment': principal('Length of employment', 2),
  'delinquent-obligations': principal(
    'Delinquent past or present credit obligations with others',
    3,
  ),
  bankruptcy: principal('Bankruptcy', 3),
  'limited-credit-experience': principal('Limited credit experience', 3),
  'recent-inquiries': principal('Number of recent inquiries on credit bureau report', 3),
  'collateral-value': principal('Value or type of collateral not sufficient', 4),
  'insufficient-cash': principal(
    'Insufficient cash for downpayment, closing costs and reserves',
    5,
  ),
  'high-cost-price': principal(
    'The annual percentage rate makes this a high-cost mortgage, which we do not make',
    9,
  ),
  'high-cost-fees': principal(
    'Points and fees make this a high-cost mortgage, which we do not make',
    9,
  ),
  'high-cost-prepayment': principal(
    'The prepayment penalty makes this a high-cost mortgage, which we do not make',
    9,
  ),
  'payment-by-hand': principal('Type of payment schedule requested', 9),
  'amount-review': principal('Amount of credit requested', 9),
  // these tell a person why to look, and no applicant why not
  'score-review': internal('The credit report is to be read by a person'),
  'notice-overdue': internal('The notice of action taken is overdue'),
  'not-qualified': internal('Not a qualified mortgage'),
  'presumption-rebuttable': internal('The presumption of ability to repay can be rebutted'),
  'higher-priced': internal('A higher-priced mortgage loan: escrow account and appraisal are due'),
}

/** What the lender asks for beyond what the law does. */
const credit = ({ debtShare, leastScore, mostInquiries }: Appetite): readonly RuleText[] => [
  ours('debt-to-income', 'excessive-obligations', 'factor 7 of 12 CFR 1026.43(c)(2)', {
    holds: `monthlyPayment + propertyCosts + simultaneousPayment + monthlyDebts is at most ${debtShare} % of monthlyIncome`,
    remedy: 'smaller-loan',
  }),
  ours('residual-income', 'income-insufficient', '12 CFR 1026.43(c)(7)', {
    holds:
      'monthlyIncome - monthlyPayment - propertyCosts - simultaneousPayment - monthlyDebts is at least 1200 USD',
    remedy: 'smaller-loan',
  }),
  ours('loan-to-value', 'collateral-value', 'internal policy, section 4', {
    when: 'lien is first',
    holds: 'loanAmount is at most 95 % of propertyValue',
    remedy: 'smaller-loan',
  }),
  ours('second-lien-to-value', 'collateral-value', 'internal policy, section 4', {
    when: 'lien is subordinate',
    holds: 'loanAmount is at most 30 % of propertyValue',
    remedy: 'smaller-loan',
  }),
  ours('reserves', 'insufficient-cash', 'internal policy, section 5', {
    holds: 'reserves is at least 200 % of monthlyPayment',
    remedy: 'smaller-loan',
  }),
  ours('employment-length', 'length-of-employment', 'internal policy, section 3', {
    holds: 'employmentMonths is at least 12',
  }),
  ours('payment-record', 'delinquent-obligations', 'factor 8 of 12 CFR 1026.43(c)(2)', {
    holds: 'latePayments is at most 2',
  }),
  ours('no-open-bankruptcy', 'bankruptcy', 'factor 8 of 12 CFR 1026.43(c)(2)', {
    holds: 'not hasOpenBankruptcy',
  }),
  ours('credit-experience', 'limited-credit-experience', 'internal policy, section 2', {
    holds: 'creditLines is at least 2',
  }),
  ours('recent-inquiries', 'recent-inquiries', 'internal policy, section 2', {
    holds: `recentInquiries is at most ${mostInquiries}`,
  }),
  // a score is nobody's reason, 12 CFR 1002.9(b)(2): below it a person reads the report
  ours('score-review', 'score-review', 'internal policy, section 2; 12 CFR 1002.9(b)(2)', {
    holds: `creditScore is at least ${leastScore}`,
    failing: 'refers',
  }),
  ours('amount-review', 'amount-review', 'internal policy, section 7', {
    holds: 'loanAmount is at most conformingLimit',
    failing: 'refers',
  }),
]

function ours(
  id: string,
  reason: string,
  citation: string,
  rule: Pick<RuleText, 'holds' | 'when' | 'remedy'> & { readonly failing?: RuleText['failing'] },
): RuleText {
  return { id, dated: 'applicationCompletedOn', citation, reason, failing: 'declines', ...rule }
}

/** The policy for applications completed in that year, 2014 to 2026. It knows the figures of that year and of the next, in which many of its loans are consummated. */
export function homeLoans(year: number): PolicyDocument {
  return {
    key: 'home-loans',
    version: String(year),
    title: `Home loans, ${year}. Teaching software, not legal advice`,
    from: `${year}-01-01`,
    until: `${year + 1}-01-01`,
    reasons,
    tables: tablesFor([year, year + 1]),
    rules: [
      ...credit(appetiteOf(year)),
      ...abilityToRepay,
      ...highCost,
      ...equalCredit,
      ...qualifiedMortgage.filter(({ id }) => id !== 'qualified-price' || year >= 2021),
      ...higherPriced,
    ],
    authority: [
      { grade: 'officer', upTo: '250000.00' },
      { grade: 'senior', upTo: '850000.00' },
      { grade: 'committee', upTo: '99999999.00' },
    ],
    counterOffer: { leastPercent: 60, step: '500.00' },
  }
}

/** Every year of the policy. */
export const homeLoansOfAllYears = (): readonly PolicyDocument[] =>
  Array.from({ length: 13 }, (_, index) => homeLoans(2014 + index))
