import { isRefusal, type Refusal } from '@watertight/domain'
import type { FactName } from '../facts/fact-kinds.ts'
import type { FactSet } from '../facts/fact-set.ts'
import { type CompiledPolicy, compilePolicy } from '../policy/compile.ts'
import type { PolicyDocument } from '../policy/document.ts'

type Values = { readonly [N in FactName]: NonNullable<FactSet[N]>['value'] }

const usd = (amount: string) => ({ amount, currency: 'USD' })

/** An application of 2025 that the policy approves. */
const soundValues: Values = {
  product: 'purchase',
  lien: 'first',
  propertyKind: 'site-built',
  securedBy: 'real-property',
  paymentFeature: 'level',
  applicationCompletedOn: '2025-03-03',
  rateLockedOn: '2025-03-10',
  consummationOn: '2025-04-14',
  actionTakenOn: '2025-03-12',
  loanAmount: usd('300000.00'),
  totalLoanAmount: usd('296000.00'),
  pointsAndFees: usd('4000.00'),
  propertyValue: usd('400000.00'),
  termMonths: 360,
  noteRate: '6.5',
  apr: '6.63',
  apor: '6.4',
  prepaymentPenaltyMonths: 0,
  monthlyIncome: usd('9500.00'),
  monthlyDebts: usd('600.00'),
  propertyCosts: usd('550.00'),
  simultaneousPayment: usd('0.00'),
  reserves: usd('15000.00'),
  incomeIsVerified: true,
  employmentIsVerified: true,
  employmentMonths: 48,
  creditScore: 720,
  creditLines: 5,
  latePayments: 0,
  recentInquiries: 1,
  hasOpenBankruptcy: false,
}

/** The sound application with other values; `undefined` leaves a fact out. */
export function factsOf(
  others: { readonly [N in FactName]?: Values[N] | undefined } = {},
): FactSet {
  const values = Object.entries({ ...soundValues, ...others }).filter(
    ([, value]) => value !== undefined,
  )
  return Object.fromEntries(
    values.map(([name, value]) => [
      name,
      { value, source: 'loan file', at: '2025-03-03T09:00:00Z' },
    ]),
  ) as FactSet
}

export { usd }

export function compiled(document: PolicyDocument): CompiledPolicy {
  return fine(compilePolicy(document))
}

export function fine<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Error(`${answer.refused}: ${answer.because}`)
  return answer
}
