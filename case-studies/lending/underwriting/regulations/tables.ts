import type { TableText, TableVersionText } from '../policy/document.ts'
import { type Thresholds, thresholds } from './thresholds.ts'

/** The figures of regulations for loans consummated in these years: what a rule compares with. */
export function tablesFor(years: readonly number[]): TableText[] {
  const known = thresholds.filter(({ year }) => years.includes(year))
  const yearly = (
    name: string,
    version: (of: Thresholds) => Omit<TableVersionText, 'from' | 'until'> | undefined,
  ): TableText[] => {
    const versions = known.flatMap((of) => {
      const made = version(of)
      return made ? [{ ...yearOf(of), ...made }] : []
    })
    return versions.length > 0 ? [{ name, dated: 'consummationOn', versions }] : []
  }
  return [
    ...yearly('conformingLimit', ({ conforming }) => ({
      citation: 'conforming loan limit, one unit, baseline',
      trust: 'confirmed',
      rows: [{ is: usd(conforming) }],
    })),
    ...yearly('qualifiedSpread', qualifiedSpread),
    ...yearly('qualifiedFees', qualifiedFees),
    ...yearly('highCostFees', highCostFees),
    ...constantTables,
  ]
}

const usd = (dollars: number) => `${dollars} USD`
const yearOf = ({ year }: Thresholds) => ({ from: `${year}-01-01`, until: `${year + 1}-01-01` })

/** A loan whose spread is this much or more is no qualified mortgage. */
const qualifiedSpread = ({ price, priceTrust }: Thresholds) =>
  price && {
    citation: '12 CFR 1026.43(e)(2)(vi)',
    trust: priceTrust ?? ('general' as const),
    rows: [
      { when: `lien is first and loanAmount is at least ${usd(price[0])}`, is: '2.25 %' },
      { when: 'lien is first and propertyKind is manufactured', is: '6.5 %' },
      { when: `loanAmount is at least ${usd(price[1])}`, is: '3.5 %' },
      { is: '6.5 %' },
    ],
  }

const qualifiedFees = ({
  tiers: [three, flat, flatFrom, five, small, eight],
  tiersTrust,
}: Thresholds) => ({
  citation: '12 CFR 1026.43(e)(3)(i)',
  trust: tiersTrust,
  rows: [
    { when: `loanAmount is at least ${usd(three)}`, is: '3 % of totalLoanAmount' },
    { when: `loanAmount is at least ${usd(flatFrom)}`, is: usd(flat) },
    { when: `loanAmount is at least ${usd(five)}`, is: '5 % of totalLoanAmount' },
    { when: `loanAmount is at least ${usd(eight)}`, is: usd(small) },
    { is: '8 % of totalLoanAmount' },
  ],
})

/** Five percent, or for a small loan the lesser of eight percent and a sum. */
const highCostFees = ({ tiers: [, , , five, small], tiersTrust }: Thresholds) => ({
  citation: '12 CFR 1026.32(a)(1)(ii)',
  trust: tiersTrust,
  rows: [
    { when: `loanAmount is at least ${usd(five)}`, is: '5 % of totalLoanAmount' },
    { when: `8 % of totalLoanAmount is below ${usd(small)}`, is: '8 % of totalLoanAmount' },
    { is: usd(small) },
  ],
})

const constantTables: TableText[] = [
  {
    name: 'safeHarborSpread',
    dated: 'rateLockedOn',
    versions: [
      {
        citation: '12 CFR 1026.43(b)(4)',
        trust: 'confirmed',
        rows: [{ when: 'lien is first', is: '1.5 %' }, { is: '3.5 %' }],
      },
    ],
  },
  {
    name: 'higherPricedSpread',
    dated: 'rateLockedOn',
    versions: [
      {
        citation: '12 CFR 1026.35(a)(1)',
        trust: 'confirmed',
        rows: [
          { when: 'lien is subordinate', is: '3.5 %' },
          { when: 'loanAmount is at most conformingLimit', is: '1.5 %' },
          { is: '2.5 %' },
        ],
      },
    ],
  },
  {
    name: 'highCostSpread',
    dated: 'rateLockedOn',
    versions: [
      {
        citation: '12 CFR 1026.32(a)(1)(i)',
        trust: 'confirmed',
        rows: [
          { when: 'lien is subordinate', is: '8.5 %' },
          { when: 'securedBy is personal-property and loanAmount is below 50000 USD', is: '8.5 %' },
          { is: '6.5 %' },
        ],
      },
    ],
  },
]
