import { isRefusal, Money } from '@watertight/domain'
import { readRatio, toPercent } from '../../rates/index.ts'
import type { Entry } from './entry.ts'

/** What is not known, or does not apply: the file format has this word for it. */
const none = 'NA'

const purposes = { purchase: '1', improvement: '2', refinance: '31' } as const
const liens = { first: '1', subordinate: '2' } as const
const sexes = { male: '1', female: '2', 'not-given': '3' } as const
const ethnicities = { hispanic: '1', 'not-hispanic': '2', 'not-given': '3' } as const

const compact = (day: string | null) => day?.replaceAll('-', '') ?? none

/** Codes of the denial reasons, each once; 10 where nothing was denied. */
const denialCodes = ({ action, reasons }: Pick<Entry, 'action' | 'reasons'>): string[] =>
  action === 3 ? [...new Set(reasons.map(({ hmda }) => String(hmda)))] : ['10']

const otherDenial = ({ action, reasons }: Entry): string =>
  action === 3
    ? reasons
        .filter(({ hmda }) => hmda === 9)
        .map(({ text }) => text.replaceAll('|', ' '))
        .join('; ')
    : ''

/** Points between the annual percentage rate and that of prime loans, three decimals: 1003.4(a)(12). */
function spread({ asked, action }: Entry): string {
  if (asked?.apr == null || asked.apor == null || (action !== 1 && action !== 2)) return none
  const [apr, apor] = [readRatio(asked.apr), readRatio(asked.apor)]
  if (isRefusal(apr) || isRefusal(apor)) return none
  const difference = {
    numerator: apr.numerator * apor.denominator - apor.numerator * apr.denominator,
    // two figures in percent: what prints a rate multiplies by a hundred
    denominator: apr.denominator * apor.denominator * 100n,
  }
  return toPercent(difference, 3)
}

/** A year of it, in thousands of dollars, to the nearest. */
function income({ asked }: Entry): string {
  if (asked?.monthlyIncome == null) return none
  const year = Money.from(asked.monthlyIncome).times(12)
  return String((year.minor + 50_000n) / 100_000n)
}

export interface Column {
  readonly name: string
  readonly citation: string
  of(entry: Entry): string
}

/** The columns of the file, under the names of the public record layout: a part of its 110. */
export const columns: readonly Column[] = [
  { name: 'record_id', citation: 'file format', of: () => '2' },
  { name: 'activity_year', citation: '1003.4(a)(8)(ii)', of: ({ takenOn }) => takenOn.slice(0, 4) },
  { name: 'universal_loan_identifier', citation: '1003.4(a)(1)(i)', of: ({ uli }) => uli },
  {
    name: 'application_date',
    citation: '1003.4(a)(1)(ii)',
    of: ({ receivedOn }) => compact(receivedOn),
  },
  {
    name: 'loan_purpose',
    citation: '1003.4(a)(3)',
    of: ({ asked }) => (asked ? purposes[asked.product] : none),
  },
  {
    name: 'loan_amount',
    citation: '1003.4(a)(7)',
    of: ({ asked, lent }) => lent?.amount.amount ?? asked?.loanAmount?.amount ?? none,
  },
  { name: 'action_taken', citation: '1003.4(a)(8)(i)', of: ({ action }) => String(action) },
  {
    name: 'action_taken_date',
    citation: '1003.4(a)(8)(ii)',
    of: ({ takenOn }) => compact(takenOn),
  },
  {
    name: 'applicant_ethnicity_1',
    citation: '1003.4(a)(10)(i)',
    of: ({ told }) => ethnicities[told?.ethnicity ?? 'not-given'],
  },
  {
    name: 'applicant_sex',
    citation: '1003.4(a)(10)(i)',
    of: ({ told }) => sexes[told?.sex ?? 'not-given'],
  },
  { name: 'income', citation: '1003.4(a)(10)(iii)', of: income },
  { name: 'rate_spread', citation: '1003.4(a)(12)', of: spread },
  {
    name: 'lien_status',
    citation: '1003.4(a)(14)',
    of: ({ asked }) => (asked?.lien ? liens[asked.lien] : none),
  },
  ...[0, 1, 2, 3].map((index) => ({
    name: `denial_reason_${index + 1}`,
    citation: '1003.4(a)(16)',
    of: (entry: Entry) => denialCodes(entry)[index] ?? '',
  })),
  { name: 'denial_reason_other', citation: '1003.4(a)(16)', of: otherDenial },
  {
    name: 'interest_rate',
    citation: '1003.4(a)(21)',
    of: ({ asked, lent }) => lent?.ratePercent ?? asked?.ratePercent ?? none,
  },
  {
    name: 'loan_term',
    citation: '1003.4(a)(25)',
    of: ({ asked, lent }) => String(lent?.termMonths ?? asked?.termMonths ?? none),
  },
  {
    name: 'property_value',
    citation: '1003.4(a)(28)',
    of: ({ asked }) => asked?.propertyValue?.amount ?? none,
  },
]
